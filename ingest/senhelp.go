package ingest

// inList1 is a rule that each person of List 1 is held against.
func inList1(breaks func(*senReturn, *senPerson) bool) func(*senReturn, failer) {
	return func(c *senReturn, fail failer) { c.each(c.List_1, breaks, fail) }
}

// inList2 is a rule that each person of List 2 is held against.
func inList2(breaks func(*senReturn, *senPerson) bool) func(*senReturn, failer) {
	return func(c *senReturn, fail failer) { c.each(c.List_2, breaks, fail) }
}

func (c *senReturn) each(list []senPerson, breaks func(*senReturn, *senPerson) bool, fail failer) {
	for i := range list {
		if breaks(c, &list[i]) {
			fail(&list[i])
		}
	}
}

// A date that is given and cannot be read is not missing: the field's own check
// tells of it.
func (*senReturn) withoutBirthDate(p *senPerson) bool   { return !p.given(p.DateOfBirth, "DateOfBirth") }
func (*senReturn) withoutGender(p *senPerson) bool      { return p.Gender == "" }
func (*senReturn) withoutEthnicity(p *senPerson) bool   { return p.Ethnicity == "" }
func (*senReturn) withoutPrimaryNeed(p *senPerson) bool { return p.PrimaryNeed == "" }
func (*senReturn) withoutDisability(p *senPerson) bool  { return p.Disability == "" }

func (c *senReturn) aged25(p *senPerson) bool { return c.age(p, 25, 25) }
func (c *senReturn) aged26(p *senPerson) bool { return c.age(p, 26, anyAge) }

func (c *senReturn) bornLater(p *senPerson) bool     { return p.DateOfBirth > c.End }
func (c *senReturn) issuedLater(p *senPerson) bool   { return p.InitialPlanIssued > c.End }
func (c *senReturn) updatedLater(p *senPerson) bool  { return p.UpdatedPlanIssued > c.End }
func (c *senReturn) reviewedLater(p *senPerson) bool { return p.PlanLastReviewed > c.End }

func (*senReturn) updatedBeforeIssued(p *senPerson) bool {
	return p.UpdatedPlanIssued != 0 && p.InitialPlanIssued > p.UpdatedPlanIssued
}

func (*senReturn) reviewedBeforeIssued(p *senPerson) bool {
	return p.PlanLastReviewed != 0 && p.InitialPlanIssued > p.PlanLastReviewed
}

func (c *senReturn) withoutNumber(p *senPerson) bool {
	return c.age(p, 6, anyAge) && p.UPN == "" && p.ULN == ""
}

func (c *senReturn) withoutSchool(p *senPerson) bool {
	return c.age(p, 5, 16) && p.MainSchool == "" && p.SubsidiarySchoolPhase == ""
}

func (c *senReturn) withoutMainSchool(p *senPerson) bool {
	return c.age(p, 5, 16) && p.MainSchool == "" && p.SubsidiarySchoolPhase != ""
}

// sameUPN fails every row of a UPN that stands in more than one. A reason for
// having none (UN1 and the like) is no number.
func sameUPN(list []senPerson, fail failer) {
	rows := map[string][]row{}
	for i := range list {
		if p := &list[i]; p.UPN != "" && !listed("cin_upn_unknown", p.UPN) {
			rows[p.UPN] = append(rows[p.UPN], p)
		}
	}
	for i := range list {
		if len(rows[list[i].UPN]) > 1 {
			fail(&list[i])
		}
	}
}
