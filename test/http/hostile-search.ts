/** Searches that nobody needs and that would cost much: what each asks, and how it is refused. */

export interface Hostile {
  readonly what: string;
  readonly path: string;
  readonly lenient?: boolean;
  /** Sent as the form of a POST `_search`, since a URL cannot hold it. */
  readonly form?: string;
  readonly code: 'search-too-costly' | 'search-too-large';
}

const words = (count: number, of: (i: number) => string) => Array.from({ length: count }, (_, i) => of(i));
const joined = (count: number, of: (i: number) => string) => words(count, of).join('&');
const costly = 'search-too-costly';

export const HOSTILE: readonly Hostile[] = [
  { what: '300 parts of names', path: `/fhir/Patient?name:contains=${words(300, (i) => `x${i}`)}`, code: costly },
  {
    what: 'chains without a type through whatever there is',
    path: '/fhir/List?item.subject.subject.subject=x',
    code: costly,
  },
  {
    what: 'such chains that end in nothing, by the hundred, where what is not known is left out',
    path: '/fhir/List/_search',
    form: joined(2_000, (i) => `item.subject.subject.subject.nonsense${i}=x`),
    lenient: true,
    code: costly,
  },
  {
    what: 'thousands of parameters that there are not, where what is not known is left out',
    path: '/fhir/_search',
    form: joined(5_000, (i) => `nonsense${i}=x`),
    lenient: true,
    code: costly,
  },
  {
    what: 'deep `_has` of what is not so',
    path: '/fhir/Patient/_search',
    form: joined(
      30,
      (i) =>
        `_has:Observation:patient:_has:Observation:has-member:_has:Observation:has-member:_has:Observation:has-member:code:not=x${i}`,
    ),
    code: costly,
  },
  {
    what: 'includes that go on and on',
    path: `/fhir/Patient?${joined(11, () => '_include:iterate=*')}&${joined(11, () => '_revinclude:iterate=*')}`,
    code: costly,
  },
  {
    what: 'words of whole records, again and again',
    path: `/fhir/Observation?${joined(4, (i) => `_content=w${i}`)}`,
    code: costly,
  },
  {
    what: 'wholes and parts of 60 places',
    path: `/fhir/Encounter?location:below=${words(60, (i) => `Location/${i}`)}`,
    code: costly,
  },
  { what: '400 ids', path: `/fhir/Patient?_id=${words(400, String)}`, code: 'search-too-large' },
  { what: '31 conditions', path: `/fhir/Observation?${joined(31, (i) => `code:not=x${i}`)}`, code: 'search-too-large' },
];
