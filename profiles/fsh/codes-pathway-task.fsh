CodeSystem: PathwayTaskCS
Id: pathway-task
Title: "地域連携パスの役割（179項目） / Tasks of the community liaison pathway (179)"
Description: "精神科病院・地域援助事業者・市町村・保健所等がそれぞれ担う役割。 / What hospitals, community providers, municipalities and health centres each do."
* ^language = #ja
* ^experimental = false
* ^caseSensitive = true
* ^content = #complete
* ^valueSet = "https://kakehashi.example/fhir/ValueSet/pathway-task"
* #PW-340X-01 "個別支援の質の向上（医療面・生活面の情報連携、多職種での意欲喚起、家族も視野）"
* #PW-340X-01 ^designation[0].language = #en
* #PW-340X-01 ^designation[0].value = "Axis 1: raise the quality of individual support"
* #PW-340X-02 "支援ネットワークと情報連携の仕組みを整える"
* #PW-340X-02 ^designation[0].language = #en
* #PW-340X-02 ^designation[0].value = "Axis 2: build the support network and information mechanisms"
* #PW-340X-03 "地域全体の資源と体制を整える"
* #PW-340X-03 ^designation[0].language = #en
* #PW-340X-03 ^designation[0].value = "Axis 3: build community-wide infrastructure"
* #PW-341H-01 "本人の希望を継続聴取し多職種で支援計画を作る（ピア面談も使う）"
* #PW-341H-01 ^designation[0].language = #en
* #PW-341H-01 ^designation[0].value = "Keep hearing the person's wishes; make a plan with the team (conferences, care meetings, peers)"
* #PW-341H-02 "身体面も入院中から評価し必要なら他医療機関へつなぐ・身体機能低下を防ぐ"
* #PW-341H-02 ^designation[0].language = #en
* #PW-341H-02 ^designation[0].value = "Assess physical health too; link to other hospitals; prevent functional decline"
* #PW-341H-03 "外出・外泊・資源見学の機会を作り退院意欲を保つ"
* #PW-341H-03 ^designation[0].language = #en
* #PW-341H-03 ^designation[0].value = "Outings, overnight leave and resource visits to keep motivation"
* #PW-341H-04 "外部支援者・ピアと会うリハビリプログラム"
* #PW-341H-04 ^designation[0].language = #en
* #PW-341H-04 ^designation[0].value = "Rehab programme bringing outside supporters and peers"
* #PW-341H-05 "退院先への試験外泊で出来る/出来ないを評価し退院後サービスへつなぐ"
* #PW-341H-05 ^designation[0].language = #en
* #PW-341H-05 ^designation[0].value = "Trial stays at the future home; assess can/cannot; link to services"
* #PW-341H-06 "多職種で良質な精神科医療を提供"
* #PW-341H-06 ^designation[0].language = #en
* #PW-341H-06 ^designation[0].value = "Provide good psychiatric care by a multi-disciplinary team"
* #PW-341H-07 "支援者（家族・友人等）へ協力依頼と教育"
* #PW-341H-07 ^designation[0].language = #en
* #PW-341H-07 ^designation[0].value = "Ask for help from and educate informal supporters"
* #PW-341H-08 "入院中から事業者・行政に働きかけ退院協議の場を作る"
* #PW-341H-08 ^designation[0].language = #en
* #PW-341H-08 ^designation[0].value = "Reach out during the stay and set up a discharge discussion"
* #PW-341H-09 "病院職員へ地域移行の研修"
* #PW-341H-09 ^designation[0].language = #en
* #PW-341H-09 ^designation[0].value = "Train hospital staff on community transition"
* #PW-341H-10 "医療・福祉・介護の連携を図る"
* #PW-341H-10 ^designation[0].language = #en
* #PW-341H-10 ^designation[0].value = "Link medical, welfare and long-term-care fields"
* #PW-342P-01 "面会で把握したニーズに沿い個別給付・ピア支援を継続"
* #PW-342P-01 ^designation[0].language = #en
* #PW-342P-01 ^designation[0].value = "Continue individual benefits and peer support from needs found in visits"
* #PW-342P-02 "相談支援事業所へ地域移行の技術支援"
* #PW-342P-02 ^designation[0].language = #en
* #PW-342P-02 ^designation[0].value = "Technical support to consultation offices"
* #PW-342P-03 "入院・外来患者が高齢・生活保護等なら地域包括/保護担当へ協力要請"
* #PW-342P-03 ^designation[0].language = #en
* #PW-342P-03 ^designation[0].value = "For older persons or public-assistance recipients (in- and outpatients) request help from the community general support centre or public-assistance office"
* #PW-342P-04 "病院と連携し入院・外来患者の状態に応じた意欲喚起・退院支援プログラム"
* #PW-342P-04 ^designation[0].language = #en
* #PW-342P-04 ^designation[0].value = "Run motivation and discharge programmes with the hospital according to the state of in- and outpatients"
* #PW-342P-05 "協議会等で入院・外来患者の動向を調べ、連携すべき病院を絞り込み、チームで訪問面会活動を行う"
* #PW-342P-05 ^designation[0].language = #en
* #PW-342P-05 ^designation[0].value = "Use the council to survey in- and outpatients, narrow down the hospitals to link with, run visiting activity as a team"
* #PW-342P-06 "訪問面会で病院職員との関係を作る"
* #PW-342P-06 ^designation[0].language = #en
* #PW-342P-06 ^designation[0].value = "Build relations with ward staff through visits"
* #PW-342P-07 "都道府県とピアサポーターを養成し活躍の場を作る"
* #PW-342P-07 ^designation[0].language = #en
* #PW-342P-07 ^designation[0].value = "Train peer supporters with the prefecture and create places to work"
* #PW-342P-08 "個別支援の課題（住まい等）から資源調整・開発"
* #PW-342P-08 ^designation[0].language = #en
* #PW-342P-08 ^designation[0].value = "Turn case problems (housing etc.) into resource development"
* #PW-343M-01 "計画内容を踏まえ適切に支給決定"
* #PW-343M-01 ^designation[0].language = #en
* #PW-343M-01 ^designation[0].value = "Decide benefits on the basis of the service plan"
* #PW-343M-02 "求めに応じ相談支援の斡旋・サービス調整"
* #PW-343M-02 ^designation[0].language = #en
* #PW-343M-02 ^designation[0].value = "On request, introduce a consultation office and arrange services"
* #PW-343M-03 "担当者会議に出席し状況と過程を共有"
* #PW-343M-03 ^designation[0].language = #en
* #PW-343M-03 ^designation[0].value = "Attend service-coordinator meetings and share the process"
* #PW-343M-04 "協議会と居住支援協議会で住まいを確保"
* #PW-343M-04 ^designation[0].language = #en
* #PW-343M-04 ^designation[0].value = "Secure housing through the two councils"
* #PW-343M-05 "障害福祉担当課主導で庁内合意・高齢者は介護担当へ速やかに接続"
* #PW-343M-05 ^designation[0].language = #en
* #PW-343M-05 ^designation[0].value = "Welfare section leads; link older persons quickly to long-term-care section"
* #PW-343M-06 "協議の場を設ける"
* #PW-343M-06 ^designation[0].language = #en
* #PW-343M-06 ^designation[0].value = "Set up the consultation forum"
* #PW-343M-07 "協議会で相談支援体制・連携を強化"
* #PW-343M-07 ^designation[0].language = #en
* #PW-343M-07 ^designation[0].value = "Strengthen the consultation system through the council"
* #PW-343M-08 "関連計画を整合させて作る"
* #PW-343M-08 ^designation[0].language = #en
* #PW-343M-08 ^designation[0].value = "Make related municipal plans consistent"
* #PW-343M-09 "サービスをPDCAで計画的に整備"
* #PW-343M-09 ^designation[0].language = #en
* #PW-343M-09 ^designation[0].value = "Develop services by PDCA"
* #PW-343M-10 "退院後生活環境相談員等と連携し定着支援体制を作る"
* #PW-343M-10 ^designation[0].language = #en
* #PW-343M-10 ^designation[0].value = "Work with the post-discharge living-environment counsellor; build the follow-up system"
* #PW-343M-11 "予算を確保し市町村事業を運営"
* #PW-343M-11 ^designation[0].language = #en
* #PW-343M-11 ^designation[0].value = "Secure budget and run municipal programmes"
* #PW-351H-01 "地域からの信頼向上（病院）"
* #PW-351H-01 ^designation[0].language = #en
* #PW-351H-01 ^designation[0].value = "Hospital: community trust"
* #PW-351H-02 "未受診者が医療に届く"
* #PW-351H-02 ^designation[0].language = #en
* #PW-351H-02 ^designation[0].value = "Hospital: unreached people reach care"
* #PW-351H-03 "院内職員の生活アセスメント力向上"
* #PW-351H-03 ^designation[0].language = #en
* #PW-351H-03 ^designation[0].value = "Hospital: staff skills grow"
* #PW-351H-04 "地域生活の情報連携が円滑"
* #PW-351H-04 ^designation[0].language = #en
* #PW-351H-04 ^designation[0].value = "Hospital: smoother information about community life"
* #PW-351H-05 "退院支援の協力者が増える"
* #PW-351H-05 ^designation[0].language = #en
* #PW-351H-05 ^designation[0].value = "Hospital: more hands for discharge support"
* #PW-351P-01 "地域からの信頼向上（事業者）"
* #PW-351P-01 ^designation[0].language = #en
* #PW-351P-01 ^designation[0].value = "Provider: community trust"
* #PW-351P-02 "依頼増で計画的な人員確保"
* #PW-351P-02 ^designation[0].language = #en
* #PW-351P-02 ^designation[0].value = "Provider: planned staffing"
* #PW-351P-03 "実績により利用ニーズ増"
* #PW-351P-03 ^designation[0].language = #en
* #PW-351P-03 ^designation[0].value = "Provider: more demand"
* #PW-351P-04 "支援ニーズの早期発見"
* #PW-351P-04 ^designation[0].language = #en
* #PW-351P-04 ^designation[0].value = "Provider: early detection"
* #PW-351P-05 "情報連携ルールを横展開できる"
* #PW-351P-05 ^designation[0].language = #en
* #PW-351P-05 ^designation[0].value = "Provider: one set of sharing rules can be reused"
* #PW-351P-06 "困難例に重層的サービス"
* #PW-351P-06 ^designation[0].language = #en
* #PW-351P-06 ^designation[0].value = "Provider: layered support for hard cases"
* #PW-351P-07 "入院中の支援チームの顔が見え相談先になる"
* #PW-351P-07 ^designation[0].language = #en
* #PW-351P-07 ^designation[0].value = "Provider: known team becomes a contact"
* #PW-351P-08 "地域移行支援の利用者が増える"
* #PW-351P-08 ^designation[0].language = #en
* #PW-351P-08 ^designation[0].value = "Provider: more users"
* #PW-351P-09 "病状が悪い時期からの関与で後の体調管理が容易"
* #PW-351P-09 ^designation[0].language = #en
* #PW-351P-09 ^designation[0].value = "Provider: early contact eases later support"
* #PW-351P-10 "退院後チームを早く知り関係を築ける"
* #PW-351P-10 ^designation[0].language = #en
* #PW-351P-10 ^designation[0].value = "Provider: person meets post-discharge team early"
* #PW-351P-11 "悪化時の振返りで本人のコントロール意識"
* #PW-351P-11 ^designation[0].language = #en
* #PW-351P-11 ^designation[0].value = "Provider: review of relapse builds self-control"
* #PW-351P-12 "相互相談と悪化時の即応"
* #PW-351P-12 ^designation[0].language = #en
* #PW-351P-12 ^designation[0].value = "Provider: mutual consultation and quick response"
* #PW-351P-13 "各サービスへつながる利用者増"
* #PW-351P-13 ^designation[0].language = #en
* #PW-351P-13 ^designation[0].value = "Provider: more referrals"
* #PW-351P-14 "緊急時に医療へ即相談できる安心"
* #PW-351P-14 ^designation[0].language = #en
* #PW-351P-14 ^designation[0].value = "Provider: safety of instant medical contact"
* #PW-41H-01 "事業者へ積極的に相談・連携づくり"
* #PW-41H-01 ^designation[0].language = #en
* #PW-41H-01 ^designation[0].value = "Hospital consults providers actively"
* #PW-41H-02 "PSWによる病院・施設連携の強化"
* #PW-41H-02 ^designation[0].language = #en
* #PW-41H-02 ^designation[0].value = "Strengthen links through psychiatric social workers"
* #PW-41H-03 "入院時から地域全体の情報連携の仕組みを作る・提案する"
* #PW-41H-03 ^designation[0].language = #en
* #PW-41H-03 ^designation[0].value = "Build/propose region-wide information exchange from admission"
* #PW-41P-01 "病院・診療所から対象者を紹介してもらう関係づくり"
* #PW-41P-01 ^designation[0].language = #en
* #PW-41P-01 ^designation[0].value = "Provider outreach so that hospitals refer users"
* #PW-41P-02 "サービスの効果を医療機関等へレポートで返す"
* #PW-41P-02 ^designation[0].language = #en
* #PW-41P-02 ^designation[0].value = "Report effects of the service back to hospitals"
* #PW-41P-03 "医療機関と本人をつなぐコーディネート（ピア活用）"
* #PW-41P-03 ^designation[0].language = #en
* #PW-41P-03 ^designation[0].value = "Coordinate between hospital and person (with peers)"
* #PW-41P-04 "事業者間の情報連携・事例相談の場に参加/創出"
* #PW-41P-04 ^designation[0].language = #en
* #PW-41P-04 ^designation[0].value = "Join or create case-consultation meetings"
* #PW-41M-01 "地域移行の普及啓発（当事者の体験談）"
* #PW-41M-01 ^designation[0].language = #en
* #PW-41M-01 ^designation[0].value = "Awareness raising incl. talks by peers"
* #PW-41M-02 "研修で提供のハードルを下げる"
* #PW-41M-02 ^designation[0].language = #en
* #PW-41M-02 ^designation[0].value = "Training that lowers barriers"
* #PW-41M-03 "地域資源一覧を作り周知"
* #PW-41M-03 ^designation[0].language = #en
* #PW-41M-03 ^designation[0].value = "Publish a directory of local resources"
* #PW-41M-04 "困難事例モデルを共有する場"
* #PW-41M-04 ^designation[0].language = #en
* #PW-41M-04 ^designation[0].value = "Forum to share model cases"
* #PW-41M-05 "ケア会議に参加し役割を本人・関係者へ伝える"
* #PW-41M-05 ^designation[0].language = #en
* #PW-41M-05 ^designation[0].value = "Attend care meetings; tell the person and others the municipality's role"
* #PW-41M-06 "職種別の困難事例検討の場"
* #PW-41M-06 ^designation[0].language = #en
* #PW-41M-06 ^designation[0].value = "Profession-specific case review"
* #PW-41G-01 "病院の困難事例を集約し検討する場"
* #PW-41G-01 ^designation[0].language = #en
* #PW-41G-01 ^designation[0].value = "Prefecture collects and reviews hard cases"
* #PW-41G-02 "人材育成研修会"
* #PW-41G-02 ^designation[0].language = #en
* #PW-41G-02 ^designation[0].value = "Training for staff"
* #PW-421H-01 "入院前・時・中の状態像と経過を事業者と連携し一元化"
* #PW-421H-01 ^designation[0].language = #en
* #PW-421H-01 ^designation[0].value = "Share pre-/in-stay status and course; keep one record"
* #PW-421H-02 "退院時に病状・生活能力・退院後医療を事業者へ提供"
* #PW-421H-02 ^designation[0].language = #en
* #PW-421H-02 ^designation[0].value = "Give provider: condition, living ability, post-discharge care"
* #PW-421H-03 "意向・生活状況を聴取し入院前サービスを関係職から得る"
* #PW-421H-03 ^designation[0].language = #en
* #PW-421H-03 ^designation[0].value = "Hear wishes and life; obtain prior services from others"
* #PW-421H-04 "時期ごとに変わる意向を把握"
* #PW-421H-04 ^designation[0].language = #en
* #PW-421H-04 ^designation[0].value = "Track changing wishes"
* #PW-421H-05 "早い段階から地域へ目を向けるよう促す"
* #PW-421H-05 ^designation[0].language = #en
* #PW-421H-05 ^designation[0].value = "Turn attention to the community early"
* #PW-421H-06 "受け身から自ら医療にアクセスする向きへの転換支援"
* #PW-421H-06 ^designation[0].language = #en
* #PW-421H-06 ^designation[0].value = "Help shift from passive to self-directed access"
* #PW-421H-07 "家族への心理的支援と病理理解（担当看護師）"
* #PW-421H-07 ^designation[0].language = #en
* #PW-421H-07 ^designation[0].value = "Family psycho-support and illness understanding (ward nurse)"
* #PW-421H-08 "状態像と治療経過を事業者と情報連携し一元化"
* #PW-421H-08 ^designation[0].language = #en
* #PW-421H-08 ^designation[0].value = "Share status and course of treatment with providers; keep one record"
* #PW-421H-09 "入院時に意向・生活状況を聴取し、入院前サービスを関係職から得る"
* #PW-421H-09 ^designation[0].language = #en
* #PW-421H-09 ^designation[0].value = "At admission hear wishes and life; obtain prior services from others"
* #PW-421H-10 "カンファレンス・ケア会議に事業者を呼ぶ"
* #PW-421H-10 ^designation[0].language = #en
* #PW-421H-10 ^designation[0].value = "Invite providers to conferences and care meetings"
* #PW-421H-11 "支援者に何ができるかを提案し、本人が選んだ小さな挑戦を支援"
* #PW-421H-11 ^designation[0].language = #en
* #PW-421H-11 ^designation[0].value = "Propose what supporters can do; support the small challenges the person chooses"
* #PW-421P-01 "退院時カンファ前・外泊時に情報を取りに行く"
* #PW-421P-01 ^designation[0].language = #en
* #PW-421P-01 ^designation[0].value = "Provider fetches information before the conference or at leave"
* #PW-421P-02 "病棟面接に生かせる退院後サービス情報を提供・事前打合せ"
* #PW-421P-02 ^designation[0].language = #en
* #PW-421P-02 ^designation[0].value = "Give the hospital service information usable in ward interviews; pre-meeting if needed"
* #PW-421P-03 "イメージできない患者にピア体験談・写真映像"
* #PW-421P-03 ^designation[0].language = #en
* #PW-421P-03 ^designation[0].value = "Peer stories, photos, video for patients who cannot picture life outside"
* #PW-421P-04 "地域生活をイメージしにくい本人や家族にピア体験談・写真映像"
* #PW-421P-04 ^designation[0].language = #en
* #PW-421P-04 ^designation[0].value = "Peer stories, photos, video for a person or family who can hardly picture life outside"
* #PW-421M-01 "事業者と共同で支援"
* #PW-421M-01 ^designation[0].language = #en
* #PW-421M-01 ^designation[0].value = "Municipality supports jointly with providers"
* #PW-421M-02 "病棟面接に生かせるサービス情報を提供・事前打合せ（市町村）"
* #PW-421M-02 ^designation[0].language = #en
* #PW-421M-02 ^designation[0].value = "Municipality gives service information; pre-meeting"
* #PW-421G-01 "連絡票等の切れ目ない情報システムを作る"
* #PW-421G-01 ^designation[0].language = #en
* #PW-421G-01 ^designation[0].value = "Build a seamless exchange system (contact sheets)"
* #PW-422H-01 "生活モデルでリカバリー支援（PSW・ピア）"
* #PW-422H-01 ^designation[0].language = #en
* #PW-422H-01 ^designation[0].value = "Recovery support on the living model"
* #PW-422H-02 "本人の希望を継続聴取し多職種で支援計画を作る"
* #PW-422H-02 ^designation[0].language = #en
* #PW-422H-02 ^designation[0].value = "Keep hearing the person's wishes; make a plan with the team"
* #PW-422H-03 "外部支援者・ピアと触れるリハビリプログラム"
* #PW-422H-03 ^designation[0].language = #en
* #PW-422H-03 ^designation[0].value = "Rehab programme with outside supporters and peers"
* #PW-422H-04 "退院先への試験外泊で出来る/出来ないを評価しサービス利用へつなぐ"
* #PW-422H-04 ^designation[0].language = #en
* #PW-422H-04 ^designation[0].value = "Trial stays at the future home; assess can/cannot; link to services"
* #PW-422H-05 "入院・外来患者に早期から事業者が関われるよう基幹・相談支援等へ連絡"
* #PW-422H-05 ^designation[0].language = #en
* #PW-422H-05 ^designation[0].value = "Contact core centre / consultation office so that providers are involved early (in- and outpatients)"
* #PW-422H-06 "作業療法で外出・資源見学・ピア交流"
* #PW-422H-06 ^designation[0].language = #en
* #PW-422H-06 ^designation[0].value = "OT-based outings and resource visits"
* #PW-422P-01 "退院前訪問指導に同行"
* #PW-422P-01 ^designation[0].language = #en
* #PW-422P-01 ^designation[0].value = "Accompany pre-discharge home visit"
* #PW-422P-02 "外泊に同行し退院後を想定"
* #PW-422P-02 ^designation[0].language = #en
* #PW-422P-02 ^designation[0].value = "Accompany overnight leave"
* #PW-422P-03 "退院時カンファレンス前・外泊時に情報を取りに行く"
* #PW-422P-03 ^designation[0].language = #en
* #PW-422P-03 ^designation[0].value = "Provider fetches information before the conference or at leave"
* #PW-422P-04 "クライシスプラン作成に関与し役割を明確化・共有配布"
* #PW-422P-04 ^designation[0].language = #en
* #PW-422P-04 ^designation[0].value = "Join crisis-plan making; fix and distribute roles"
* #PW-422P-05 "利用者の入院時、状況を定期把握し退院調整に参加"
* #PW-422P-05 ^designation[0].language = #en
* #PW-422P-05 ^designation[0].value = "If a user is admitted, check status regularly and join discharge coordination"
* #PW-422P-06 "入院中期以降に見学・体験利用"
* #PW-422P-06 ^designation[0].language = #en
* #PW-422P-06 ^designation[0].value = "Visits and trial use of services"
* #PW-422P-07 "入院中から計画相談・地域移行支援を実施"
* #PW-422P-07 ^designation[0].language = #en
* #PW-422P-07 ^designation[0].value = "Run plan consultation and transition support during the stay"
* #PW-422P-08 "関わりがない人は基幹等の協力で居住地の事業者が面会"
* #PW-422P-08 ^designation[0].language = #en
* #PW-422P-08 ^designation[0].value = "For unknown persons, local provider visits via core centre"
* #PW-422P-09 "ピアと具体的な移行・定着プランを作成"
* #PW-422P-09 ^designation[0].language = #en
* #PW-422P-09 ^designation[0].value = "Make a concrete plan with peers"
* #PW-422P-10 "訪問面会を定期・継続実施"
* #PW-422P-10 ^designation[0].language = #en
* #PW-422P-10 ^designation[0].value = "Regular visits"
* #PW-422P-11 "入院後早期に面会"
* #PW-422P-11 ^designation[0].language = #en
* #PW-422P-11 ^designation[0].value = "Visit early after admission"
* #PW-422P-12 "金銭負担の明確化と緊急支援体制の情報提供"
* #PW-422P-12 ^designation[0].language = #en
* #PW-422P-12 ^designation[0].value = "Make costs clear; give emergency-support information"
* #PW-422M-01 "求めに応じ相談支援紹介と支給決定"
* #PW-422M-01 ^designation[0].language = #en
* #PW-422M-01 ^designation[0].value = "Introduce consultation office and decide benefits"
* #PW-422M-02 "退院支援委員会等に参加し個別に関わる"
* #PW-422M-02 ^designation[0].language = #en
* #PW-422M-02 ^designation[0].value = "Attend discharge-support committee and engage individually"
* #PW-422M-03 "ピアサポーター育成"
* #PW-422M-03 ^designation[0].language = #en
* #PW-422M-03 ^designation[0].value = "Foster peer supporters"
* #PW-422M-04 "家族会の育成"
* #PW-422M-04 ^designation[0].language = #en
* #PW-422M-04 ^designation[0].value = "Foster family groups"
* #PW-422G-01 "入院中から取組める体制づくり"
* #PW-422G-01 ^designation[0].language = #en
* #PW-422G-01 ^designation[0].value = "System enabling work during the stay"
* #PW-422G-02 "役割明確化ガイドラインと説明会・研修"
* #PW-422G-02 ^designation[0].language = #en
* #PW-422G-02 ^designation[0].value = "Guideline of roles plus briefings"
* #PW-422G-03 "意向把握と意欲喚起のつなぎ調整システム"
* #PW-422G-03 ^designation[0].language = #en
* #PW-422G-03 ^designation[0].value = "System to catch wishes and connect"
* #PW-422G-04 "ピア活躍の場を作る"
* #PW-422G-04 ^designation[0].language = #en
* #PW-422G-04 ^designation[0].value = "Create places for peers"
* #PW-431H-01 "診察・リハ・訪問を通じ緊急時も迅速な連絡"
* #PW-431H-01 ^designation[0].language = #en
* #PW-431H-01 ^designation[0].value = "Fast information through clinic, rehab and visits, also in emergencies"
* #PW-431P-01 "生活状況をICT・電話・FAXで共有（医療と福祉をつなぐ）"
* #PW-431P-01 ^designation[0].language = #en
* #PW-431P-01 ^designation[0].value = "Share life status by ICT, phone, fax (medical-welfare link)"
* #PW-431P-02 "情報調整役は相談支援専門員・介護支援専門員"
* #PW-431P-02 ^designation[0].language = #en
* #PW-431P-02 ^designation[0].value = "Information hub = consultation specialist or care manager"
* #PW-431P-03 "情報の深さと緊急度を事前合意（命に関わるなら電話、急がなければメール）"
* #PW-431P-03 ^designation[0].language = #en
* #PW-431P-03 ^designation[0].value = "Agree depth and urgency beforehand: life-threatening = phone, not urgent = mail"
* #PW-431P-04 "外来へ服薬状況を情報提供"
* #PW-431P-04 ^designation[0].language = #en
* #PW-431P-04 ^designation[0].value = "Report medication-taking to the outpatient clinic"
* #PW-431M-01 "緊急時等のICT・電話・FAX連携"
* #PW-431M-01 ^designation[0].language = #en
* #PW-431M-01 ^designation[0].value = "Emergency exchange by ICT, phone, fax"
* #PW-431M-02 "利用状況と生活を把握し変更は迅速対応"
* #PW-431M-02 ^designation[0].language = #en
* #PW-431M-02 ^designation[0].value = "Watch service use and life; change services quickly"
* #PW-431G-01 "情報連携ガイドライン（緊急時含む）と研修"
* #PW-431G-01 ^designation[0].language = #en
* #PW-431G-01 ^designation[0].value = "Guideline on information exchange plus training"
* #PW-432H-01 "疾患理解の心理教育を継続"
* #PW-432H-01 ^designation[0].language = #en
* #PW-432H-01 ^designation[0].value = "Continue psycho-education"
* #PW-432H-02 "受診・訪問時の心理的サポートと助言"
* #PW-432H-02 ^designation[0].language = #en
* #PW-432H-02 ^designation[0].value = "Psychological support at visits"
* #PW-432H-03 "家族教室等で家族を孤立させない"
* #PW-432H-03 ^designation[0].language = #en
* #PW-432H-03 ^designation[0].value = "Family classes; no isolation"
* #PW-432P-01 "家族の訴えを聞く環境づくり"
* #PW-432P-01 ^designation[0].language = #en
* #PW-432P-01 ^designation[0].value = "Listen to the family"
* #PW-432P-02 "暮らしぶりを家族へ定期報告"
* #PW-432P-02 ^designation[0].language = #en
* #PW-432P-02 ^designation[0].value = "Tell family how the person lives"
* #PW-432P-03 "家族の心理的サポートと病理理解"
* #PW-432P-03 ^designation[0].language = #en
* #PW-432P-03 ^designation[0].value = "Family psycho-support and illness understanding"
* #PW-432M-01 "セルフマネジメント講演会"
* #PW-432M-01 ^designation[0].language = #en
* #PW-432M-01 ^designation[0].value = "Lectures on self-management"
* #PW-432G-01 "家族の心理的サポートと病理理解（都道府県・保健所等）"
* #PW-432G-01 ^designation[0].language = #en
* #PW-432G-01 ^designation[0].value = "Family psycho-support and illness understanding (prefecture / health centre)"
* #PW-432G-02 "圏域の講演会・普及啓発"
* #PW-432G-02 ^designation[0].language = #en
* #PW-432G-02 ^designation[0].value = "Area lectures"
* #PW-433H-01 "生活モデルのリカバリー支援"
* #PW-433H-01 ^designation[0].language = #en
* #PW-433H-01 ^designation[0].value = "Recovery support on the living model"
* #PW-433H-02 "外来OT・デイケア継続と情報連携"
* #PW-433H-02 ^designation[0].language = #en
* #PW-433H-02 ^designation[0].value = "Outpatient OT/day care with information sharing"
* #PW-433H-03 "必要時に関係者と退院後訪問"
* #PW-433H-03 ^designation[0].language = #en
* #PW-433H-03 ^designation[0].value = "Post-discharge visit with others"
* #PW-433P-01 "アウトリーチも使い手厚い生活支援"
* #PW-433P-01 ^designation[0].language = #en
* #PW-433P-01 ^designation[0].value = "Intensive support incl. outreach"
* #PW-433P-02 "自立生活援助・地域定着支援を活用"
* #PW-433P-02 ^designation[0].language = #en
* #PW-433P-02 ^designation[0].value = "Use independent-living assistance / settlement support"
* #PW-433P-03 "医師・関係機関と密に情報と支援を連携"
* #PW-433P-03 ^designation[0].language = #en
* #PW-433P-03 ^designation[0].value = "Close exchange with doctor and agencies"
* #PW-433P-04 "本人の暮らしぶりを家族へ定期報告（退院直後）"
* #PW-433P-04 ^designation[0].language = #en
* #PW-433P-04 ^designation[0].value = "Tell the family regularly how the person lives (just after discharge)"
* #PW-433P-05 "事前協議し孤立を防ぐ"
* #PW-433P-05 ^designation[0].language = #en
* #PW-433P-05 ^designation[0].value = "Agree beforehand to prevent isolation"
* #PW-433M-01 "ニーズアセスメント結果を共有し支援"
* #PW-433M-01 ^designation[0].language = #en
* #PW-433M-01 ^designation[0].value = "Share needs-assessment results"
* #PW-433G-01 "退院直後の連携ガイドラインと研修"
* #PW-433G-01 ^designation[0].language = #en
* #PW-433G-01 ^designation[0].value = "Guideline for the first period"
* #PW-433G-02 "本人のニーズアセスメントと退院直後アセスメントシートの作成"
* #PW-433G-02 ^designation[0].language = #en
* #PW-433G-02 ^designation[0].value = "Needs assessment of the person and an assessment sheet for the time just after discharge"
* #PW-434H-01 "外来OT・デイケアと社会参加支援・情報共有"
* #PW-434H-01 ^designation[0].language = #en
* #PW-434H-01 ^designation[0].value = "OT/day care, social participation, sharing"
* #PW-434H-02 "情報連携と集まりへの参加"
* #PW-434H-02 ^designation[0].language = #en
* #PW-434H-02 ^designation[0].value = "Share information and join gatherings"
* #PW-434P-01 "ひきこもり防止の情報連携と対処法の共有"
* #PW-434P-01 ^designation[0].language = #en
* #PW-434P-01 ^designation[0].value = "Share information and coping methods against withdrawal"
* #PW-434P-02 "必要時に本人と支援者でカンファ"
* #PW-434P-02 ^designation[0].language = #en
* #PW-434P-02 ^designation[0].value = "Conference with the person"
* #PW-434P-03 "望む生活を集約し役割分担"
* #PW-434P-03 ^designation[0].language = #en
* #PW-434P-03 ^designation[0].value = "Collect wishes, share roles (consultation specialist leads)"
* #PW-434P-04 "終了・移行の可否を話し合う場"
* #PW-434P-04 ^designation[0].language = #en
* #PW-434P-04 ^designation[0].value = "Forum on ending or moving services"
* #PW-434M-01 "カンファへ参画"
* #PW-434M-01 ^designation[0].language = #en
* #PW-434M-01 ^designation[0].value = "Take part in conferences"
* #PW-434M-02 "役立つ社会資源の情報提供"
* #PW-434M-02 ^designation[0].language = #en
* #PW-434M-02 ^designation[0].value = "Give information on resources"
* #PW-434G-01 "回復期の連携ガイドライン"
* #PW-434G-01 ^designation[0].language = #en
* #PW-434G-01 ^designation[0].value = "Guideline for recovery period"
* #PW-434G-02 "終了方針の評価項目・基準案"
* #PW-434G-02 ^designation[0].language = #en
* #PW-434G-02 ^designation[0].value = "Evaluation items and criteria for ending"
* #PW-434G-03 "モニタリング項目の作成"
* #PW-434G-03 ^designation[0].language = #en
* #PW-434G-03 ^designation[0].value = "Monitoring items"
* #PW-435H-01 "緊急時も迅速な連絡（病院）"
* #PW-435H-01 ^designation[0].language = #en
* #PW-435H-01 ^designation[0].value = "Fast emergency exchange (hospital)"
* #PW-435P-01 "24時間365日の連絡対応体制"
* #PW-435P-01 ^designation[0].language = #en
* #PW-435P-01 ^designation[0].value = "24h/365d contact system"
* #PW-435P-02 "緊急時の迅速連絡（自立生活援助・定着支援も使う）"
* #PW-435P-02 ^designation[0].language = #en
* #PW-435P-02 ^designation[0].value = "Fast emergency exchange (provider)"
* #PW-435M-01 "相談支援と訪問看護の連携が不足なら行政がクライシスプランを作成し定期共有"
* #PW-435M-01 ^designation[0].language = #en
* #PW-435M-01 ^designation[0].value = "If office and visiting nursing are weakly linked, the public body makes the crisis plan and holds regular sharing"
* #PW-435M-02 "緊急時の迅速連絡（市町村）"
* #PW-435M-02 ^designation[0].language = #en
* #PW-435M-02 ^designation[0].value = "Fast emergency exchange (municipality)"
* #PW-435M-03 "自立生活援助・定着支援を柔軟に支給決定"
* #PW-435M-03 ^designation[0].language = #en
* #PW-435M-03 ^designation[0].value = "Decide benefits flexibly"
* #PW-435M-04 "精神科救急・情報センターの周知"
* #PW-435M-04 ^designation[0].language = #en
* #PW-435M-04 ^designation[0].value = "Publicise emergency psychiatry and information centre"
* #PW-435G-01 "相談支援と訪問看護の連携が不足なら行政がクライシスプランを作成し定期共有（都道府県・保健所等）"
* #PW-435G-01 ^designation[0].language = #en
* #PW-435G-01 ^designation[0].value = "If consultation office and visiting nursing are weakly linked, the public body makes the crisis plan and holds regular sharing (prefecture / health centre)"
* #PW-435G-02 "危機介入ガイドラインと研修"
* #PW-435G-02 ^designation[0].language = #en
* #PW-435G-02 ^designation[0].value = "Crisis-intervention guideline"
* #PW-5H-01 "医療機関の意識統一"
* #PW-5H-01 ^designation[0].language = #en
* #PW-5H-01 ^designation[0].value = "Align hospitals in the prefecture"
* #PW-5H-02 "院外スタッフと院内方針を話し合う"
* #PW-5H-02 ^designation[0].language = #en
* #PW-5H-02 ^designation[0].value = "Discuss policy with outside staff"
* #PW-5H-03 "外部者が出入りしやすいルールを病院が提案"
* #PW-5H-03 ^designation[0].language = #en
* #PW-5H-03 ^designation[0].value = "Hospital proposes rules for easy access by outsiders"
* #PW-5P-01 "前向きな病院で訪問し患者の声を聴く"
* #PW-5P-01 ^designation[0].language = #en
* #PW-5P-01 ^designation[0].value = "Visit willing hospitals and hear patients"
* #PW-5P-02 "三者合同の事例検討"
* #PW-5P-02 ^designation[0].language = #en
* #PW-5P-02 ^designation[0].value = "Joint case review"
* #PW-5P-03 "ピアを活用し退院準備プログラムに協力"
* #PW-5P-03 ^designation[0].language = #en
* #PW-5P-03 ^designation[0].value = "Help the discharge programme with peers"
* #PW-5P-04 "三者で地域移行に取り組む"
* #PW-5P-04 ^designation[0].language = #en
* #PW-5P-04 ^designation[0].value = "Work together on transition"
* #PW-5P-05 "他分野（包括・生活保護）の協力を得る"
* #PW-5P-05 ^designation[0].language = #en
* #PW-5P-05 ^designation[0].value = "Get help from other fields"
* #PW-5P-06 "地域援助事業者・不動産屋の理解を促進"
* #PW-5P-06 ^designation[0].language = #en
* #PW-5P-06 ^designation[0].value = "Promote understanding among community providers and real-estate agents"
* #PW-5M-01 "委託時も市町村が責任を持ちPDCA"
* #PW-5M-01 ^designation[0].language = #en
* #PW-5M-01 ^designation[0].value = "Municipality keeps responsibility, PDCA"
* #PW-5M-02 "多分野との情報連携システムを整備"
* #PW-5M-02 ^designation[0].language = #en
* #PW-5M-02 ^designation[0].value = "Information system with other fields"
* #PW-5M-03 "推進役として方針を明示"
* #PW-5M-03 ^designation[0].language = #en
* #PW-5M-03 ^designation[0].value = "Show policy as promoter"
* #PW-5M-04 "地域移行支援を周知"
* #PW-5M-04 ^designation[0].language = #en
* #PW-5M-04 ^designation[0].value = "Publicise transition support"
* #PW-5M-05 "潜在ニーズへの周知"
* #PW-5M-05 ^designation[0].language = #en
* #PW-5M-05 ^designation[0].value = "Reach hidden needs"
* #PW-5M-06 "地域移行の現状調査"
* #PW-5M-06 ^designation[0].language = #en
* #PW-5M-06 ^designation[0].value = "Survey the current state"
* #PW-5M-07 "国の動向を情報提供"
* #PW-5M-07 ^designation[0].language = #en
* #PW-5M-07 ^designation[0].value = "Pass on national trends"
* #PW-5M-08 "住民と関わる場の創出"
* #PW-5M-08 ^designation[0].language = #en
* #PW-5M-08 ^designation[0].value = "Places to meet residents"
* #PW-5M-09 "本人のタイミングに合わせた迅速な支給決定体制の整備（予算確保）"
* #PW-5M-09 ^designation[0].language = #en
* #PW-5M-09 ^designation[0].value = "Build a system (budget) for prompt benefit decisions timed to the person"
* #PW-5G-01 "好事例を市町村間で共有し圏域の取組の支援体制を強化"
* #PW-5G-01 ^designation[0].language = #en
* #PW-5G-01 ^designation[0].value = "Share good practice between municipalities and strengthen back-up for the areas"
* #PW-5G-02 "県・保健所・センター・市町村の情報連携体制"
* #PW-5G-02 ^designation[0].language = #en
* #PW-5G-02 ^designation[0].value = "Information links among public bodies"
* #PW-5G-03 "職能団体へ協力依頼"
* #PW-5G-03 ^designation[0].language = #en
* #PW-5G-03 ^designation[0].value = "Ask professional bodies"

ValueSet: PathwayTaskVS
Id: pathway-task
Title: "地域連携パスの役割（179項目） / Tasks of the community liaison pathway (179)"
Description: "コード体系の全コード。 / All codes of the code system."
* ^language = #ja
* ^experimental = false
* include codes from system PathwayTaskCS
