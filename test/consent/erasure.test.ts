import { testErasure } from './erasure-suite.ts';

await testErasure(1);
