/** The codes of v3-ActReason for which somebody may ask here: no caller has another. A backend never breaks the glass (BTG). */
export const PURPOSES: readonly string[] =
  'TREAT ETREAT BTG COC CAREMGT CLINTRCH BIORCH HRESCH PATRQT FAMRQT PWATRNY SUPNWK HPAYMT COVERAGE HOPERAT HQUALIMP HCOMPL HLEGAL HDM HSYSADMIN PATADMIN PATSFTY RECORDMGT PUBHLTH THREAT DISASTER TRAIN HTEST'.split(
    ' ',
  );
