package ingest

import (
	"slices"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/reference"
)

// careOfstedRules hold the placement against Ofsted's list of providers.
var careOfstedRules = []*rule{
	{
		code: "1008", from: 2023, severity: goldset.SeverityUnsaid, needs: needsProviders,
		message: "Ofsted Unique Reference Number (URN) is not valid.",
		cure:    "A number of the list, or XXXXXXX where the provider has none",
		fields:  "Episodes.URN",
		care: eachEpisode(func(c *careChild, e *careEpisode) bool {
			return e.URN != "" && e.URN != "XXXXXXX" && len(e.providers(c)) == 0
		}),
	},
	{
		code: "219", from: 2023, severity: goldset.SeverityUnsaid, needs: needsProviders,
		message: "The Ofsted Unique reference number (URN) provided for the child's placement does not match the placement type recorded.",
		fields:  "Episodes.URN Episodes.PLACE",
		care: eachEpisode(func(c *careChild, e *careEpisode) bool {
			return e.PLACE != "" && e.noProvider(c, func(p reference.Provider) bool { return listsCode(p.Places, e.PLACE) })
		}),
	},
	{
		code: "221", from: 2023, to: 2023, severity: goldset.SeverityUnsaid, needs: needsProviders,
		message: "The Ofsted Unique reference number (URN) provided for the child's placement does not match the placement postcode provided.",
		fields:  "Episodes.PL_POST",
		care: eachEpisode(func(c *careChild, e *careEpisode) bool {
			return oneOf(e.PLACE, "K1 K2 R3 S1") && !e.shortBreak() && e.PL_POST != "" && e.noProvider(c, func(p reference.Provider) bool {
				return samePostcode(p.Postcode, e.PL_POST)
			})
		}),
	},
	{
		code: "221", from: 2024, to: 2024, severity: goldset.SeverityUnsaid, needs: needsProviders,
		message: "The Ofsted Unique reference number (URN) provided for the child's placement does not match the placement postcode provided.",
		fields:  "Episodes.PL_POST",
		care: eachEpisode(func(c *careChild, e *careEpisode) bool {
			return oneOf(e.PLACE, "H5 K1 K2 R3 S1") && !e.shortBreak() && e.PL_POST != "" && e.noProvider(c, func(p reference.Provider) bool {
				return samePostcode(p.Postcode, e.PL_POST)
			})
		}),
	},
	{
		code: "221", from: 2025, severity: goldset.SeverityUnsaid, needs: needsProviders,
		message: "The Ofsted Unique reference number (URN) provided for the child's placement does not match the placement postcode provided.",
		fields:  "Episodes.PL_POST",
		care: eachEpisode(func(c *careChild, e *careEpisode) bool {
			return oneOf(e.PLACE, "K1 K2 K3 R3 S1") && !e.shortBreak() && e.PL_POST != "" && e.noProvider(c, func(p reference.Provider) bool {
				return samePostcode(p.Postcode, e.PL_POST)
			})
		}),
	},
	{
		code: "224", from: 2023, severity: goldset.SeverityUnsaid, needs: needsProviders,
		message: "The Ofsted Unique reference number (URN) provided for the child's placement does not match the placement provider recorded.",
		fields:  "Episodes.PLACE_PROVIDER",
		care: eachEpisode(func(c *careChild, e *careEpisode) bool {
			return e.PLACE_PROVIDER != "" && e.noProvider(c, func(p reference.Provider) bool { return listsCode(p.Providers, e.PLACE_PROVIDER) })
		}),
	},
	{
		code: "227", from: 2023, severity: goldset.SeverityUnsaid, needs: needsProviders,
		message: "Ofsted Unique reference number (URN) is not valid for the episode start date.",
		fields:  "Episodes.URN Episodes.DECOM",
		care: eachEpisode(func(c *careChild, e *careEpisode) bool {
			return e.DECOM != 0 && e.noProvider(c, func(p reference.Provider) bool { return p.Closed.IsZero() || e.DECOM < dayOf(p.Closed) })
		}),
	},
	{
		code: "228", from: 2023, severity: goldset.SeverityUnsaid, needs: needsProviders,
		message: "Ofsted Unique reference number (URN) is not valid for the episode end date [NOTE: may give false positives on open episodes at providers who close during the year]",
		fields:  "Episodes.URN Episodes.DEC",
		care: eachEpisode(func(c *careChild, e *careEpisode) bool {
			return e.noProvider(c, func(p reference.Provider) bool { return p.Closed.IsZero() || e.ended(c) <= dayOf(p.Closed) })
		}),
	},
	{
		code: "229", from: 2023, severity: goldset.SeverityUnsaid, needs: needsProviders | needsAuthority,
		message: "Placement provider does not match between the placing authority and the local authority code of the provider. [NOTE: The provider's LA code is inferred from the its postcode, and may be inaccurate in some cases.]",
		fields:  "Episodes.URN Episodes.PLACE_PROVIDER",
		care: eachEpisode(func(c *careChild, e *careEpisode) bool {
			own := slices.ContainsFunc(e.providers(c), func(p reference.Provider) bool { return p.Authority == c.Authority })
			return len(e.providers(c)) > 0 && (e.PLACE_PROVIDER == "PR1" && !own || e.PLACE_PROVIDER == "PR2" && own)
		}),
	},
}
