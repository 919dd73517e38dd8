CodeSystem: OperationCS
Id: operation
Title: "架け橋の操作 / Operations of the gateway"
Description: "AuditEvent.subtype に書く、FHIR の対話にない操作。 / Operations beyond the interactions of FHIR, as written in AuditEvent.subtype."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/operation"
* #$validate "検証"
* #$validate ^designation[0].language = #en
* #$validate ^designation[0].value = "Validate"
* #$disclosures "開示の記録"
* #$disclosures ^designation[0].language = #en
* #$disclosures ^designation[0].value = "Record of disclosures"
* #$draft-service-plan "計画案の下書き"
* #$draft-service-plan ^designation[0].language = #en
* #$draft-service-plan ^designation[0].value = "Draft a service plan"
* #$form "様式の出力と受け取り"
* #$form ^designation[0].language = #en
* #$form ^designation[0].value = "Forms, out and in"
* #$convert "変換"
* #$convert ^designation[0].language = #en
* #$convert ^designation[0].value = "Convert"
* #$pathway "地域連携パスの表示"
* #$pathway ^designation[0].language = #en
* #$pathway ^designation[0].value = "Show the pathway"
* #$withdraw "同意の撤回"
* #$withdraw ^designation[0].language = #en
* #$withdraw ^designation[0].value = "Withdraw a consent"
* #$token "アクセストークンの発行"
* #$token ^designation[0].language = #en
* #$token ^designation[0].value = "Give an access token"
* #$authorize "認可の求め"
* #$authorize ^designation[0].language = #en
* #$authorize ^designation[0].value = "Ask for authorization"
* #$introspect "トークンの照会"
* #$introspect ^designation[0].language = #en
* #$introspect ^designation[0].value = "Introspect a token"
* #$revoke "トークンの失効"
* #$revoke ^designation[0].language = #en
* #$revoke ^designation[0].value = "Revoke a token"
* #$sign-in "サインイン"
* #$sign-in ^designation[0].language = #en
* #$sign-in ^designation[0].value = "Sign in"
* #$sign-out "サインアウト"
* #$sign-out ^designation[0].language = #en
* #$sign-out ^designation[0].value = "Sign out"
* #$grant "アプリへの許可"
* #$grant ^designation[0].language = #en
* #$grant ^designation[0].value = "Grant to an app"
* #$register "招待されたアプリの登録"
* #$register ^designation[0].language = #en
* #$register ^designation[0].value = "Register an app that was invited"
* #$launch "アプリの起動の予告"
* #$launch ^designation[0].language = #en
* #$launch ^designation[0].value = "Announce the launch of an app"
* #$findings "保存されたときの指摘"
* #$findings ^designation[0].language = #en
* #$findings ^designation[0].value = "Findings at storing"
* #$expand "値セットの展開"
* #$expand ^designation[0].language = #en
* #$expand ^designation[0].value = "Expand a value set"
* #$validate-code "コードの検証"
* #$validate-code ^designation[0].language = #en
* #$validate-code ^designation[0].value = "Validate a code"
* #$lookup "コードの照会"
* #$lookup ^designation[0].language = #en
* #$lookup ^designation[0].value = "Look up a code"
* #$subsumes "上位・下位の判定"
* #$subsumes ^designation[0].language = #en
* #$subsumes ^designation[0].value = "Test subsumption"
* #$translate "コードの変換"
* #$translate ^designation[0].language = #en
* #$translate ^designation[0].value = "Translate a code"
* #$everything "記録の全体"
* #$everything ^designation[0].language = #en
* #$everything ^designation[0].value = "The whole record"
* #$document "文書の作成"
* #$document ^designation[0].language = #en
* #$document ^designation[0].value = "Make a document"
* #$lastn "最新の検査・観察"
* #$lastn ^designation[0].language = #en
* #$lastn ^designation[0].value = "The newest observations"
* #$match "人の照合"
* #$match ^designation[0].language = #en
* #$match ^designation[0].value = "Match a person"
* #$process-message "メッセージの受信"
* #$process-message ^designation[0].language = #en
* #$process-message ^designation[0].value = "Receive a message"
* #$meta "メタ情報の読み取り"
* #$meta ^designation[0].language = #en
* #$meta ^designation[0].value = "Read meta"
* #$meta-add "メタ情報の追加"
* #$meta-add ^designation[0].language = #en
* #$meta-add ^designation[0].value = "Add meta"
* #$meta-delete "メタ情報の削除"
* #$meta-delete ^designation[0].language = #en
* #$meta-delete ^designation[0].value = "Delete meta"
* #$index-progress "索引の進み具合"
* #$index-progress ^designation[0].language = #en
* #$index-progress ^designation[0].value = "Progress of the index"
* #$reindex "索引の作り直し"
* #$reindex ^designation[0].language = #en
* #$reindex ^designation[0].value = "Draw the index anew"
* #$administer-users "利用者の管理"
* #$administer-users ^designation[0].language = #en
* #$administer-users ^designation[0].value = "Administer users"
* #$administer-clients "クライアントの管理"
* #$administer-clients ^designation[0].language = #en
* #$administer-clients ^designation[0].value = "Administer clients"
* #$administer-keys "サーバー鍵の管理"
* #$administer-keys ^designation[0].language = #en
* #$administer-keys ^designation[0].value = "Administer keys of the server"
* #$administer-dead-letters "受け取れなかったものの管理"
* #$administer-dead-letters ^designation[0].language = #en
* #$administer-dead-letters ^designation[0].value = "Administer dead letters"
* #$keep-dead-letter "受け取れなかったものの保管"
* #$keep-dead-letter ^designation[0].language = #en
* #$keep-dead-letter ^designation[0].value = "Keep a dead letter"
* #$activate "同意の発効"
* #$activate ^designation[0].language = #en
* #$activate ^designation[0].value = "Activate a consent"
* #$supersede "同意の差し替え"
* #$supersede ^designation[0].language = #en
* #$supersede ^designation[0].value = "Supersede a consent"
* #$consent-template "同意書のひな形"
* #$consent-template ^designation[0].language = #en
* #$consent-template ^designation[0].value = "Template of a consent"
* #$audit-heads "監査の署名の交換"
* #$audit-heads ^designation[0].language = #en
* #$audit-heads ^designation[0].value = "Exchange of tree heads"
* #$verify "監査の記録の証明"
* #$verify ^designation[0].language = #en
* #$verify ^designation[0].value = "Proof of the audit"
* #$erase-audit "監査の記録の消去"
* #$erase-audit ^designation[0].language = #en
* #$erase-audit ^designation[0].value = "Erasure of audit records"
* #$explain-access "だれが見られるかの説明"
* #$explain-access ^designation[0].language = #en
* #$explain-access ^designation[0].value = "Explain access"
* #$stop-sharing "この機関にはもう見せない"
* #$stop-sharing ^designation[0].language = #en
* #$stop-sharing ^designation[0].value = "Stop sharing with an organization"
* #$disclosure-record "提供・受領の記録"
* #$disclosure-record ^designation[0].language = #en
* #$disclosure-record ^designation[0].value = "Record of provision or receipt"
* #$break-glass-reviews "緊急開示の審査の一覧"
* #$break-glass-reviews ^designation[0].language = #en
* #$break-glass-reviews ^designation[0].value = "Reviews of emergencies"
* #$review-break-glass "緊急開示の審査"
* #$review-break-glass ^designation[0].language = #en
* #$review-break-glass ^designation[0].value = "Review of an emergency"
* #$break-glass-notices "緊急開示の通知"
* #$break-glass-notices ^designation[0].language = #en
* #$break-glass-notices ^designation[0].value = "Notices of emergencies"
* #$consent-status "同意の状態"
* #$consent-status ^designation[0].language = #en
* #$consent-status ^designation[0].value = "Status of consents"
* #$activate-crisis-plan "クライシスプランの発動"
* #$activate-crisis-plan ^designation[0].language = #en
* #$activate-crisis-plan ^designation[0].value = "Activation of a crisis plan"
* #$deactivate-crisis-plan "クライシスプランの発動の終わり"
* #$deactivate-crisis-plan ^designation[0].language = #en
* #$deactivate-crisis-plan ^designation[0].value = "End of an activation"
* #$regional-counts "地域の人数"
* #$regional-counts ^designation[0].language = #en
* #$regional-counts ^designation[0].value = "Counts of the region"

ValueSet: OperationVS
Id: operation
Title: "架け橋の操作 / Operations of the gateway"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system OperationCS
