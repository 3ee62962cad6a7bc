package goldset_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
)

func TestColumnsReadAsWordsWhateverTheSupplierSpells(t *testing.T) {
	for name, want := range map[string]string{
		"LAchildID": "la_child_id", "CINreferralDate": "cin_referral_date", "ICPCnotRequired": "icpc_not_required",
		"CPPstartDate": "cpp_start_date", "InitialCPCtarget": "initial_cpc_target", "S47ActualStartDate": "s47_actual_start_date",
		"ReferralNFA": "referral_nfa", "UPNunknown": "upn_unknown", "FGDMMeetingFac": "fgdm_meeting_fac", "LBPSentDate": "lbp_sent_date",
		"NHSNumber": "nhs_number", "LocalPatientId": "local_patient_id", "DATE_INT": "date_int", "LA_PERM": "la_perm",
		"LANGUAGE": "language", "SEX": "sex", "ncyearactual": "ncyearactual", "LetterInitCPDate": "letter_init_cp_date",
		"PrimaryNeedCode": "primary_need_code", "CINPlanStartDate": "cin_plan_start_date", "SW_DECOM": "sw_decom",
	} {
		require.Equal(t, want, goldset.Field{Name: name}.Column(), name)
	}
}

func TestFactTablesAreNamedAfterReturnAndTable(t *testing.T) {
	for table, want := range map[string]string{
		"CINdetails": "cin_cin_details", "CINplanDates": "cin_cin_plan_dates", "Section47": "cin_section47",
		"SWEpisodes": "cin_sw_episodes", "OC2": "cin_oc2", "DoLo": "cin_dolo", "PreProceedingsandFGDM": "cin_pre_proceedingsand_fgdm",
	} {
		l := goldset.Layout{Return: goldset.CINCensus}
		require.Equal(t, want, l.FactTable(&goldset.Table{Name: table}))
	}
}
