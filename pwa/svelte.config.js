/** No component carries styles or preprocessing of its own: the look lives in src/look, types are stripped by Svelte. */
export default { compilerOptions: { runes: true } };
