/** Passwords that everyone tries first: words of eight characters or fewer count when they are repeated, too. */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  `password passw0rd p@ssword p@ssw0rd password1 password12 password123 password1234 password12345
   12 123 1234 12345 123456 1234567 12345678 123456789 1234567890 12345678901 123456789012 1234567890123
   12345678901234 123456789012345 1234567890123456 0123456789 0987654321 987654321 87654321 9876543210 1q2w3e4r
   1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc zaq12wsx qwerty qwerty123 qwerty12345 qwertyui qwertyuiop
   qwertyuiop123 asdf asdfgh asdfghjk asdfghjkl zxcvbnm abcd abcd1234 abc123 abc12345 abcdefg abcdefgh abcdefghijklm
   admin admin123 admin1234 administrator root user guest test test1234 welcome welcome1 welcome123 changeme
   changeit letmein iloveyou sunshine princess baseball football superman trustno1 dragon monkey master secret
   access login japan japan123 tokyo sakura sakura123 doraemon pokemon pikachu nintendo kakehashi hospital byouin
   clinic fukushi soudan kango kanri kanrisha kaigo karte patient
   パスワード ぱすわーど あいうえお あいうえおかきくけこ`.split(/\s+/),
);
