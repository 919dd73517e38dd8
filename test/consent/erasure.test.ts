import { testErasure } from './erasure-suite.ts';

await testErasure(1, [2001700, 2001975, 2002158]);
