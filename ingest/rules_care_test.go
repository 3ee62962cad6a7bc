package ingest_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
)

// careTables reads tables written one row a line under a line with the table's
// name and columns; a hyphen is a blank cell. Tables stand apart by a blank line.
func careTables(text string) (tables map[string][]map[string]any, columns map[string][]string) {
	tables, columns = map[string][]map[string]any{}, map[string][]string{}
	for block := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		lines := strings.Split(block, "\n")
		head := strings.Fields(lines[0])
		columns[head[0]] = head[1:]
		for _, line := range lines[1:] {
			row := map[string]any{}
			for i, cell := range strings.Fields(line) {
				switch cell {
				case "-":
					row[head[1+i]] = nil
				case `""`:
					row[head[1+i]] = ""
				default:
					row[head[1+i]] = cell
				}
			}
			tables[head[0]] = append(tables[head[0]], row)
		}
	}
	return tables, columns
}

func TestRulesOfChildrenLookedAfter(t *testing.T) {
	for _, c := range []struct {
		name, rule string
		year       goldset.CollectionYear
		tables     string
		failed     []string
	}{
		{"an answer on adoption that cannot be read is an answer", "151", 2023, `
AD1 CHILD DATE_INT DATE_MATCH FOSTER_CARE NB_ADOPTR SEX_ADOPTR LS_ADOPTR
a 31/02/2022 01/05/2022 0 1 M1 L0
b 31/02/2022 - - - - -`, []string{"AD1 1"}},
		{"who adopts is told by 0 or 1", "114", 2023, `
AD1 FOSTER_CARE
0
1
2
Yes
""
-`, []string{"AD1 2", "AD1 3", "AD1 4"}},
		{"the number of adopters is no blank text", "175", 2023, `
AD1 NB_ADOPTR
1
2
3
""
-`, []string{"AD1 2", "AD1 3"}},
		{"health is told by 0 or 1", "181", 2023, `
OC2 CONVICTED TEETH_CHECK
0 1
Y 1
0 2
- -`, []string{"OC2 1", "OC2 2"}},
		{"a decision after the child left care fails with the episode that ended it", "117", 2023, `
Episodes CHILD DECOM DEC REC
a 01/04/2021 01/05/2022 X1
a 01/05/2022 01/08/2022 E4A
b 01/04/2021 01/08/2021 E4A
b 01/04/2022 - -

PlacedAdoption CHILD DATE_PLACED DATE_PLACED_CEASED
a 01/07/2022 02/08/2022
a 01/07/2022 01/08/2022
b 01/06/2022 -`, []string{"Episodes 1", "PlacedAdoption 0"}},
		{"a decision after the year fails with the episode that goes on", "117", 2023, `
Episodes CHILD DECOM DEC REC
a 01/04/2021 - -

PlacedAdoption CHILD DATE_PLACED DATE_PLACED_CEASED
a 01/04/2023 -
b 01/04/2023 -
b 31/03/2023 -`, []string{"Episodes 0", "PlacedAdoption 0", "PlacedAdoption 1"}},
		{"more than a week is told by the episodes of the stay that began before it", "210", 2023, `
Header CHILD UPN
a UN4
b UN4
c UN4
d UN3

Episodes CHILD DECOM DEC
a 01/02/2023 28/03/2023
a 28/03/2023 -
b 24/03/2023 -
c 01/02/2023 01/03/2023
d 01/02/2023 -`, []string{"Episodes 0", "Header 0"}},
		{"a week and a day before the end of the year is more than a week", "210", 2023, `
Header CHILD UPN
a UN4

Episodes CHILD DECOM
a 23/03/2023`, []string{"Episodes 0", "Header 0"}},
		{"supported accommodation that ended on 28 October 2023 needs no number", "230", 2024, `
Episodes PLACE PL_LA DEC URN
H5 E09000027 28/10/2023 -
H5 E09000027 29/10/2023 -
H5 E09000027 - -
H5 E09000027 - XXXXXXX
H5 WAL - -`, []string{"Episodes 1", "Episodes 2"}},
		{"an asylum-seeking child of eleven or under is asked about", "231", 2025, `
Header CHILD DOB UASC
a 31/03/2014 1
b 30/03/2014 1
c 01/01/2020 0
d - 1`, []string{"Header 0"}},
		{"an asylum-seeking child is known by the date on which the status ceases where files have no status", "231", 2025, `
Header CHILD DOB
a 01/01/2016
b 01/01/2016

UASC CHILD DUC
a 01/01/2034`, []string{"Header 0"}},
		{"a status left blank is not coded 1", "303", 2023, `
Header CHILD UASC
a 1
b 0
c -
d 0

UASC CHILD DUC
a 01/05/2022
b 01/05/2022
c 01/05/2022
d -
b -`, []string{"Header 1", "Header 2", "UASC 1", "UASC 2"}},
		{"the decision that is new is the one that came too soon", "579", 2023, `
PlacedAdoption CHILD DATE_PLACED DATE_PLACED_CEASED
a 01/01/2020 -
a 01/01/2021 01/03/2021
b 01/02/2020 01/03/2020
b 01/01/2020 01/01/2021
c 01/01/2021 -
c 01/01/2020 01/06/2021
d 01/01/2020 01/06/2020
d 01/06/2020 -
e - -
e 01/01/2020 -`, []string{"PlacedAdoption 1", "PlacedAdoption 2", "PlacedAdoption 4"}},
		{"an earlier order is of a day before the child came into care", "632", 2023, `
PrevPerm CHILD DATE_PERM
a 31/05/2022
b 01/06/2022
c zz/05/2022
d zz/06/2022
e zz/zz/2022
f ZZ/ZZ/2023
g zz/zz/zzzz
h -
i 02/06/2022
j 01/02/2022

Episodes CHILD DECOM RNE
a 01/06/2022 S
b 01/06/2022 S
c 15/05/2022 S
d 01/06/2022 S
e 01/06/2022 S
f 01/06/2022 S
g 01/06/2022 S
h 01/06/2022 S
i 01/06/2022 L
j 01/01/2022 S
j 01/03/2022 S`, []string{"Episodes 1", "Episodes 3", "Episodes 5", "PrevPerm 1", "PrevPerm 3", "PrevPerm 5"}},
		{"the date of an earlier order is one that the calendar has", "632", 2023, `
PrevPerm CHILD DATE_PERM
a 30/02/2020
b 32/01/2020
c 01/zz/2020
d xx/01/2020
e 29/02/2020`, []string{"PrevPerm 0", "PrevPerm 1", "PrevPerm 2", "PrevPerm 3"}},
		{"a day that no calendar has is no date of which a part is not known", "SW04STG1", 2024, `
SWEpisodes SW_DECOM
30/02/2024
ZZ/02/2024
01/ZZ/ZZZZ
29/02/2024`, []string{"SWEpisodes 0"}},
		{"parts of the last day of a social worker may not be known either", "SW05STG1", 2024, `
SWEpisodes SW_DEC
ZZ/ZZ/ZZZZ
01/01/ZZZZ
01/01/2024
-
zz
31/06/2024`, []string{"SWEpisodes 4", "SWEpisodes 5"}},
		{"care starts at 18, however the code is written", "352", 2023, `
Header CHILD DOB
a 01/06/2004

Episodes CHILD DECOM RNE
a 31/05/2022 S
a 01/06/2022 s
a 01/06/2022 P`, []string{"Episodes 1", "Header 0"}},
		{"a row of care leavers without answers to give tells by itself", "1000", 2023, `
Episodes CHILD REC
a E2
b E3

OC3 CHILD
a
b`, []string{"OC3 0"}},
		{"a care leaver of whom nothing is told is not one of those who died", "1000", 2023, `
Episodes CHILD REC
a E2

OC3 CHILD IN_TOUCH ACTIV ACCOM
a - - -
a - F1 -`, []string{"OC3 1"}},
		{"the age of a care leaver is in the header too", "3001", 2023, `
Header CHILD DOB
a 01/04/2005
b 31/03/2006
c 31/03/2005

OC3 CHILD ACCOM
a Z1
b Z2
c Z1`, []string{"OC3 0", "OC3 1"}},
		{"thirteen weeks in care since 14, some of them after 16, make a care leaver", "1001", 2023, `
Header CHILD DOB
a 01/06/2005
b 01/06/2005
c 01/06/2005

Episodes CHILD DECOM DEC LS
a 03/03/2021 02/06/2021 V2
b 04/03/2021 02/06/2021 V2
c 03/03/2021 02/06/2021 V3

Episodes_last CHILD DECOM
d 01/01/2022

OC3 CHILD IN_TOUCH
a YES
b YES
c YES`, []string{"OC3 1", "OC3 2"}},
	} {
		t.Run(c.rule+" "+c.name, func(t *testing.T) {
			tables, columns := careTables(c.tables)
			got, err := ingest.RunCase(&ingest.Case{Rule: c.rule, Return: goldset.SSDA903, Year: c.year, Tables: tables, Columns: columns})
			require.NoError(t, err)
			require.Empty(t, got.NotRun)
			var failed []string
			for _, f := range got.Findings {
				failed = append(failed, places(f.Table, f.Rows)...)
			}
			require.Equal(t, c.failed, failed)
		})
	}
}
