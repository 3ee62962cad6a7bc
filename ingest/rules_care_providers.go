package ingest

import "github.com/goldset/goldset"

// careProviderRules are about where a child is placed and by whom.
var careProviderRules = []*rule{
	{
		code: "213", from: 2023, to: 2025, severity: goldset.SeverityUnsaid,
		message: "Placement provider information not required.",
		fields:  "Episodes.PLACE_PROVIDER",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; v.temporary() && v.PLACE_PROVIDER != "" {
					fail(v)
				}
			}
		},
	},
	{
		code: "213", from: 2026, severity: goldset.SeverityUnsaid,
		message: "Placement provider information not required.",
		fields:  "Episodes.PLACE_PROVIDER",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; (v.temporary() || oneOf(v.PLACE, "Z11 Z12 Z13 Z14")) && v.PLACE_PROVIDER != "" {
					fail(v)
				}
			}
		},
	},
	{
		code: "214", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Placement location information not required.",
		fields:  "Episodes.PL_POST Episodes.URN",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; v.shortBreak() && (v.PL_POST != "" || v.URN != "") {
					fail(v)
				}
			}
		},
	},
	{
		code: "222", from: 2023, to: 2023, severity: goldset.SeverityUnsaid,
		message: "Ofsted Unique reference number (URN) should not be recorded for this placement type.",
		fields:  "Episodes.URN",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; v.URN != "" && v.URN != "XXXXXXX" && oneOf(v.PLACE, "H5 P1 P2 P3 R1 R2 R5 T0 T1 T2 T3 T4 Z1") {
					fail(v)
				}
			}
		},
	},
	{
		code: "222", from: 2024, to: 2024, severity: goldset.SeverityUnsaid,
		message: "Ofsted Unique reference number (URN) should not be recorded for this placement type.",
		fields:  "Episodes.URN",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; v.URN != "" && v.URN != "XXXXXXX" && oneOf(v.PLACE, "P1 P2 P3 R1 R2 R5 T0 T1 T2 T3 T4 Z1") {
					fail(v)
				}
			}
		},
	},
	{
		code: "222", from: 2025, to: 2025, severity: goldset.SeverityUnsaid,
		message: "Ofsted Unique reference number (URN) should not be recorded for this placement type.",
		fields:  "Episodes.URN",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; v.URN != "" && v.URN != "XXXXXXX" && oneOf(v.PLACE, "P1 P3 R1 R2 R5 T0 T1 T2 T3 T4 Z1") {
					fail(v)
				}
			}
		},
	},
	{
		code: "222", from: 2026, severity: goldset.SeverityUnsaid,
		message: "Ofsted Unique reference number (URN) should not be recorded for this placement type.",
		fields:  "Episodes.URN",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; v.URN != "" && v.URN != "XXXXXXX" && oneOf(v.PLACE, "P1 P3 R1 R2 R5 T0 T1 T2 T3 T4 Z11 Z12 Z13 Z14") {
					fail(v)
				}
			}
		},
	},
	{
		code: "233", from: 2026, severity: goldset.SeverityUnsaid,
		message: "Reason for placement change is not required when the episode has not ceased.",
		fields:  "Episodes.REASON_PLACE_CHANGE",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; !v.given(v.DEC, "DEC") && v.REASON_PLACE_CHANGE != "" {
					fail(v)
				}
			}
		},
	},
	{
		code: "392d", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Home and placement postcodes should not be same unless the placement type is P1.",
		fields:  "Episodes.HOME_POST Episodes.PL_POST Episodes.PLACE",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; v.HOME_POST != "" && v.HOME_POST == v.PL_POST && v.PLACE != "P1" {
					fail(v)
				}
			}
		},
	},
	{
		code: "526", from: 2023, to: 2025, severity: goldset.SeverityUnsaid,
		message: "Child is missing a placement provider code for at least one episode.",
		fields:  "Episodes.PLACE Episodes.PLACE_PROVIDER",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; v.PLACE != "" && !v.temporary() && v.PLACE != "Z1" && v.PLACE_PROVIDER == "" {
					fail(v)
				}
			}
		},
	},
	{
		code: "526", from: 2026, severity: goldset.SeverityUnsaid,
		message: "Child is missing a placement provider code for at least one episode.",
		fields:  "Episodes.PLACE Episodes.PLACE_PROVIDER",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; v.PLACE != "" && !v.temporary() && !oneOf(v.PLACE, "Z11 Z12 Z13 Z14") && v.PLACE_PROVIDER == "" {
					fail(v)
				}
			}
		},
	},
	{
		code: "527", from: 2023, severity: goldset.SeverityUnsaid,
		message: "A placement provider code of PR1 cannot be associated with placements P1, R2 or R5.",
		fields:  "Episodes.PLACE Episodes.PLACE_PROVIDER",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; v.PLACE_PROVIDER == "PR1" && oneOf(v.PLACE, "P1 R2 R5") {
					fail(v)
				}
			}
		},
	},
	{
		code: "528", from: 2023, severity: goldset.SeverityUnsaid,
		message: "A placement provider code of PR2 cannot be associated with placements P1, R2 or R5.",
		fields:  "Episodes.PLACE Episodes.PLACE_PROVIDER",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; v.PLACE_PROVIDER == "PR2" && oneOf(v.PLACE, "P1 R2 R5") {
					fail(v)
				}
			}
		},
	},
	{
		code: "529", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Placement provider code of PR3 cannot be associated with placements P1, A3 to A6, K1, K2 and U1 to U6 as these placements cannot be provided by other public organisations.",
		fields:  "Episodes.PLACE Episodes.PLACE_PROVIDER",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; v.PLACE_PROVIDER == "PR3" && oneOf(v.PLACE, "P1 A3 A4 A5 A6 K1 K2 U1 U2 U3 U4 U5 U6") {
					fail(v)
				}
			}
		},
	},
	{
		code: "530", from: 2023, severity: goldset.SeverityUnsaid,
		message: "A placement provider code of PR4 cannot be associated with placement P1.",
		fields:  "Episodes.PLACE Episodes.PLACE_PROVIDER",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; v.PLACE_PROVIDER == "PR4" && v.PLACE == "P1" {
					fail(v)
				}
			}
		},
	},
	{
		code: "531", from: 2023, severity: goldset.SeverityUnsaid,
		message: "A placement provider code of PR5 cannot be associated with placements P1.",
		fields:  "Episodes.PLACE Episodes.PLACE_PROVIDER",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; v.PLACE_PROVIDER == "PR5" && v.PLACE == "P1" {
					fail(v)
				}
			}
		},
	},
	{
		code: "550", from: 2023, severity: goldset.SeverityUnsaid,
		message: "A placement provider code of PR0 can only be associated with placement P1.",
		fields:  "Episodes.PLACE Episodes.PLACE_PROVIDER",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; v.PLACE_PROVIDER == "PR0" && v.PLACE != "P1" {
					fail(v)
				}
			}
		},
	},
}
