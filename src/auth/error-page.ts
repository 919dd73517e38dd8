/** What a browser sees that came to a token endpoint by mistake: the error's code, and nothing else. */

/** A whole page of HTML for an OAuth error code. */
export function errorPage(error: string): string {
  return `<!doctype html>
<html lang="ja">
<head><meta charset="utf-8"><title>架け橋</title></head>
<body>
<p>この要求は受け付けられませんでした。</p>
<p lang="en">This request was not accepted.</p>
<p><code>${error.replaceAll(/[^a-z0-9_]/g, '')}</code></p>
</body>
</html>
`;
}
