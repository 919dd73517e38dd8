/** Is a URL one of the domains that documentation uses, and that stand for nobody? */
export const isExampleUrl = (url: string): boolean =>
  url.includes('example.org') || url.includes('acme.com') || url.includes('acme.org');
