-- Where every postcode lies (ONS Postcode Directory), and Ofsted's list of placement
-- providers: what the rules of the SSDA903 on placements look up.
create table research.postcode_place (
    postcode text primary key,
    district text not null,
    easting  integer not null, -- metres on the National Grid; 0, 0 is off it
    northing integer not null
);

create table research.placement_provider (
    urn       text not null,
    places    text not null, -- placement types, parted by commas
    providers text not null, -- placement provider codes, likewise
    postcode  text not null,
    authority text not null,
    closed_on date
);
create index on research.placement_provider (urn);

grant select, insert, update, delete on research.postcode_place, research.placement_provider to goldset_load;
