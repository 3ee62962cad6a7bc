package ingest

import (
	"strings"

	"github.com/goldset/goldset"
)

// careSequenceRules compare a child's episodes with one another and with the child's age. Episodes come in order of their start.
var careSequenceRules = []*rule{
	{
		code: "142", from: 2023, severity: goldset.SeverityUnsaid,
		message: "A new episode has started, but the previous episode has not ended.",
		fields:  "Episodes.DEC Episodes.REC",
		care: func(c *careChild, fail failer) {
			c.pairs(func(last, next *careEpisode) {
				if last.DEC == 0 || last.REC == "" {
					fail(last)
				}
			})
		},
	},
	{
		code: "388", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Reason episode ceased is coded new episode begins, but there is no continuation episode.",
		fields:  "Episodes.REC Episodes.DEC",
		care: func(c *careChild, fail failer) {
			c.pairs(func(last, next *careEpisode) {
				unread := last.DEC == 0 && last.given(last.DEC, "DEC")
				if !unread && last.REC == "X1" && next.DECOM != last.DEC || last.REC != "" && last.REC != "X1" && next.DECOM == last.DEC {
					fail(last)
				}
			})
			if n := len(c.Episodes); n > 0 && c.Episodes[n-1].REC == "X1" && c.Episodes[n-1].DECOM != 0 && !c.Episodes[n-1].cannotRead("DEC") {
				fail(&c.Episodes[n-1])
			}
		},
	},
	{
		code: "431", from: 2023, severity: goldset.SeverityUnsaid,
		message: "The reason for new episode is started to be looked after, but the previous episode ended on the same day.",
		fields:  "Episodes.RNE Episodes.DECOM",
		care: func(c *careChild, fail failer) {
			c.pairs(func(last, next *careEpisode) {
				if next.RNE == "S" && next.DECOM <= last.DEC {
					fail(next)
				}
			})
		},
	},
	{
		code: "432", from: 2023, severity: goldset.SeverityUnsaid,
		message: "The child ceased to be looked after at the end of the previous episode but the reason for the new episode is not started to be looked after.",
		fields:  "Episodes.RNE",
		care: func(c *careChild, fail failer) {
			c.pairs(func(last, next *careEpisode) {
				if last.REC != "" && last.REC != "X1" && next.RNE != "S" && next.RNE != "" {
					fail(next)
				}
			})
		},
	},
	{
		code: "433", from: 2023, severity: goldset.SeverityUnsaid,
		message: "The reason for new episode suggests that this is a continuation episode, but the episode does not start on the same day as the last episode finished.",
		fields:  "Episodes.RNE Episodes.DECOM",
		care: func(c *careChild, fail failer) {
			c.pairs(func(last, next *careEpisode) {
				if oneOf(next.RNE, "P L T U B") && next.DECOM != last.DEC {
					fail(next)
				}
			})
		},
	},
	{
		code: "434", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Reason for new episode is that child's legal status has changed but not the placement, but this is not reflected in the episode data.",
		fields:  "Episodes.RNE Episodes.LS Episodes.PLACE Episodes.PL_POST Episodes.URN Episodes.PLACE_PROVIDER",
		care: func(c *careChild, fail failer) {
			c.pairs(func(last, next *careEpisode) {
				if next.RNE == "L" && (next.LS == last.LS || !next.samePlace(last)) {
					fail(next)
				}
			})
		},
	},
	{
		code: "435", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Reason for new episode is that child’s placement has changed but not the legal status, but this is not reflected in the episode data recorded.",
		fields:  "Episodes.LS Episodes.PLACE Episodes.PL_POST Episodes.URN Episodes.PLACE_PROVIDER",
		care: func(c *careChild, fail failer) {
			c.pairs(func(last, next *careEpisode) {
				if oneOf(next.RNE, "P T") && (next.LS != last.LS || next.samePlace(last)) {
					fail(next)
				}
			})
		},
	},
	{
		code: "436", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Reason for new episode is that both child’s placement and legal status have changed, but this is not reflected in the episode data.",
		fields:  "Episodes.RNE Episodes.LS Episodes.PLACE Episodes.PL_POST Episodes.URN Episodes.PLACE_PROVIDER",
		care: func(c *careChild, fail failer) {
			c.pairs(func(last, next *careEpisode) {
				if oneOf(next.RNE, "B U") && (next.LS == last.LS || next.samePlace(last)) {
					fail(next)
				}
			})
		},
	},
	{
		code: "437", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Reason episode ceased is child has died or is aged 18 or over but there are further episodes.",
		fields:  "Episodes.REC",
		care: func(c *careChild, fail failer) {
			c.pairs(func(last, next *careEpisode) {
				if oneOf(last.REC, "E2 E15") {
					fail(last)
				}
			})
		},
	},
	{
		code: "501", from: 2023, severity: goldset.SeverityUnsaid,
		message: "A new episode has started before the end date of the previous episode.",
		fields:  "Episodes.DECOM Episodes.DEC",
		care: func(c *careChild, fail failer) {
			c.pairs(func(last, next *careEpisode) {
				if last.DEC != 0 && next.DECOM < last.DEC {
					fail(next)
				}
			})
		},
	},
	{
		code: "504", from: 2023, severity: goldset.SeverityUnsaid,
		message: "The category of need code differs from that reported at start of current period of being looked after",
		fields:  "Episodes.CIN",
		care: func(c *careChild, fail failer) {
			c.pairs(func(last, next *careEpisode) {
				if last.REC == "X1" && last.DEC == next.DECOM && last.CIN != next.CIN {
					fail(next)
				}
			})
		},
	},
	{
		code: "358", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Child with this legal status should not be under 10.",
		fields:  "Episodes.DECOM Episodes.LS Header.DOB",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				v := &c.Episodes[i]
				for j := range c.Header {
					if h := &c.Header[j]; h.DOB != 0 && oneOf(v.LS, "J1 J2 J3") && v.DECOM != 0 && v.DECOM < h.DOB.addYears(10) {
						fail(v, h)
					}
				}
			}
		},
	},
	{
		code: "370", from: 2023, to: 2023, severity: goldset.SeverityUnsaid,
		message: "Child in independent living should be at least 15.",
		fields:  "Episodes.DECOM Episodes.PLACE Header.DOB",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v, born := &c.Episodes[i], c.born(); born != 0 && v.PLACE == "P2" && v.DECOM != 0 && v.given(v.DEC, "DEC") && v.DECOM < born.addYears(15) {
					fail(v)
				}
			}
		},
	},
	{
		code: "370", from: 2024, to: 2024, severity: goldset.SeverityUnsaid,
		message: "Child in independent living should be at least 16.",
		fields:  "Episodes.DECOM Episodes.PLACE Header.DOB",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v, born := &c.Episodes[i], c.born(); born != 0 && v.PLACE == "P2" && v.DECOM != 0 && v.given(v.DEC, "DEC") && v.DECOM < born.addYears(16) {
					fail(v)
				}
			}
		},
	},
	{
		code: "371", from: 2023, to: 2023, severity: goldset.SeverityUnsaid,
		message: "Child in semi-independent living accommodation not subject to children’s homes regulations should be at least 14.",
		fields:  "Episodes.DECOM Episodes.PLACE Header.DOB",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v, born := &c.Episodes[i], c.born(); born != 0 && v.PLACE == "H5" && v.DECOM != 0 && v.given(v.DEC, "DEC") && v.DECOM < born.addYears(14) {
					fail(v)
				}
			}
		},
	},
	{
		code: "371", from: 2024, to: 2024, severity: goldset.SeverityUnsaid,
		message: "Child in semi-independent living accommodation not subject to children’s homes regulations should be at least 16.",
		fields:  "Episodes.DECOM Episodes.PLACE Header.DOB",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v, born := &c.Episodes[i], c.born(); born != 0 && v.PLACE == "H5" && v.DECOM != 0 && v.given(v.DEC, "DEC") && v.DECOM < born.addYears(16) {
					fail(v)
				}
			}
		},
	},
	{
		code: "371", from: 2025, severity: goldset.SeverityUnsaid,
		message: "Child in supported accomodation not subject to children’s homes regulations should be at least 16.", //nolint:misspell // as the Department spells it
		fields:  "Episodes.DECOM Episodes.PLACE Header.DOB",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v, born := &c.Episodes[i], c.born(); born != 0 && v.PLACE == "K3" && v.DECOM != 0 && v.given(v.DEC, "DEC") && v.DECOM < born.addYears(16) {
					fail(v)
				}
			}
		},
	},
	{
		code: "372", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Child in youth custody or prison should be at least 10.",
		fields:  "Episodes.DECOM Episodes.PLACE Header.DOB",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v, born := &c.Episodes[i], c.born(); born != 0 && v.PLACE == "R5" && v.DECOM != 0 && v.given(v.DEC, "DEC") && v.DECOM < born.addYears(10) {
					fail(v)
				}
			}
		},
	},
	{
		code: "373", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Child placed in a school should be at least 4 years old.",
		fields:  "Episodes.DECOM Episodes.PLACE Header.DOB",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v, born := &c.Episodes[i], c.born(); born != 0 && v.PLACE == "S1" && v.DECOM != 0 && v.given(v.DEC, "DEC") && v.DECOM < born.addYears(4) {
					fail(v)
				}
			}
		},
	},
	{
		code: "374", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Child in residential employment should be at least 14 years old.",
		fields:  "Episodes.DECOM Episodes.PLACE Header.DOB",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v, born := &c.Episodes[i], c.born(); born != 0 && v.PLACE == "P3" && v.DECOM != 0 && v.given(v.DEC, "DEC") && v.DECOM < born.addYears(14) {
					fail(v)
				}
			}
		},
	},
	{
		code: "375", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Hospitalisation coded as a temporary placement exceeds six weeks.",
		fields:  "Episodes.DECOM Episodes.PLACE",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; v.PLACE == "T1" && v.DECOM != 0 && v.DEC-v.DECOM > 42 {
					fail(v)
				}
			}
		},
	},
	{
		code: "376", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Temporary placements coded as being due to holiday of usual foster carer(s) cannot exceed three weeks.",
		fields:  "Episodes.DECOM Episodes.PLACE",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; v.PLACE == "T3" && v.DECOM != 0 && v.ended(c)-v.DECOM > 21 {
					fail(v)
				}
			}
		},
	},
	{
		code: "379", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Temporary placements for unspecified reason (placement code T4) cannot exceed seven days.",
		fields:  "Episodes.DECOM Episodes.PLACE",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; v.PLACE == "T4" && v.DECOM != 0 && v.DEC-v.DECOM > 7 {
					fail(v)
				}
			}
		},
	},
	{
		code: "386", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Reason episode ceased is adopted but child has reached age 18.",
		fields:  "Episodes.REC Header.DOB",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v, born := &c.Episodes[i], c.born(); born != 0 && oneOf(v.REC, "E11 E12") && v.ended(c) >= born.addYears(18) {
					fail(v)
				}
			}
		},
	},
	{
		code: "387", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Reason episode ceased is child moved into independent living arrangement, but the child is aged under 14.",
		fields:  "Episodes.REC Header.DOB",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v, born := &c.Episodes[i], c.born(); born != 0 && oneOf(v.REC, "E5 E6") && v.ended(c) != 0 && v.ended(c) < born.addYears(14) {
					fail(v)
				}
			}
		},
	},
	{
		code: "389", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Reason episode ceased is that child transferred to care of adult social care services, but child is aged under 16.",
		fields:  "Episodes.REC Header.DOB",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v, born := &c.Episodes[i], c.born(); born != 0 && v.REC == "E7" && (v.goesOn() || v.DEC != 0 && v.DEC < born.addYears(16)) {
					fail(v)
				}
			}
		},
	},
	{
		code: "352", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Child who started to be looked after was aged 18 or over.",
		fields:  "Episodes.DECOM Episodes.RNE Header.DOB",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				v := &c.Episodes[i]
				for j := range c.Header {
					if h := &c.Header[j]; h.DOB != 0 && strings.EqualFold(v.RNE, "S") && v.DECOM >= h.DOB.addYears(18) {
						fail(v, h)
					}
				}
			}
		},
	},
	{
		code: "407", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Reason episode ceased is Special Guardianship Order, but child has reached age 18.",
		fields:  "Episodes.REC Header.DOB",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				v := &c.Episodes[i]
				for j := range c.Header {
					if h := &c.Header[j]; h.DOB != 0 && oneOf(v.REC, "E45 E46 E47 E48") && (v.DEC != 0 || v.DECOM != 0) && v.ended(c) >= h.DOB.addYears(18) {
						fail(v, h)
					}
				}
			}
		},
	},
	{
		code: "302", from: 2023, severity: goldset.SeverityUnsaid,
		message: "First episode starts before child was born.",
		fields:  "Episodes.DECOM Header.DOB",
		care: func(c *careChild, fail failer) {
			if len(c.Episodes) == 0 {
				return
			}
			first := &c.Episodes[0]
			for i := range c.Header {
				if h := &c.Header[i]; first.DECOM != 0 && first.DECOM < h.DOB {
					fail(first, h)
				}
			}
		},
	},
}
