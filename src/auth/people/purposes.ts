/** The codes of v3-ActReason that a role may carry as purposes. A person may also break the glass (BTG), a backend never. */
export const ROLE_PURPOSES: readonly string[] =
  'TREAT ETREAT BTG COC CAREMGT CLINTRCH BIORCH HRESCH PATRQT FAMRQT PWATRNY SUPNWK HPAYMT COVERAGE HOPERAT HQUALIMP HCOMPL HLEGAL HDM HSYSADMIN PATADMIN PATSFTY RECORDMGT PUBHLTH THREAT DISASTER TRAIN HTEST'.split(
    ' ',
  );
