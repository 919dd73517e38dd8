ValueSet: DischargeBarrierVS
Id: discharge-barrier
Title: "退院困難な要因 / Barriers to discharge"
Description: "医学的要因と社会・環境的要因。 / Medical barriers, and social and environmental ones."
* ^language = #ja
* ^experimental = false
* include codes from system DischargeBarrierMedicalCS
* include codes from system DischargeBarrierSocialCS
