import { basename, dirname, join } from 'node:path';
import ts from 'typescript';

const SDK = join(import.meta.dirname, 'src/sdk');
/** Its types are inferred from schemas, which a package without dependencies cannot name. */
const INPUTS = 'inputs.d.ts';

/** The types of the library by file, `index.d.ts` first among them; they import nothing but each other. */
export function sdkDeclarations(): Map<string, string> {
  const program = ts.createProgram([join(SDK, 'index.ts')], compilerOptions());
  const emitted = new Map<string, string>();
  program.emit(
    undefined,
    (path, text) => {
      if (dirname(path) === SDK) emitted.set(basename(path), text);
    },
    undefined,
    true,
  );
  emitted.set(INPUTS, expandedInputs(program));
  const reached = new Map<string, string>();
  reach('index.d.ts', emitted, reached);
  return reached;
}

/** A file and all that it imports; what it imports from elsewhere breaks the build. */
function reach(
  file: string,
  emitted: ReadonlyMap<string, string>,
  reached: Map<string, string>,
): void {
  const text = emitted.get(file);
  if (text === undefined) throw new Error(`the types of the library need ${file}`);
  if (reached.has(file)) return;
  reached.set(file, text.replaceAll(/(from '\.\/[^']+)\.ts'/g, "$1.js'"));
  for (const [, specifier = ''] of text.matchAll(/\b(?:from\s|import\()\s*['"]([^'"]+)['"]/g)) {
    reach(specifier.replace(/^\.\/(.+)\.ts$/, '$1.d.ts'), emitted, reached);
  }
}

function expandedInputs(program: ts.Program): string {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(join(SDK, 'inputs.ts'));
  const symbol = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  if (symbol === undefined) throw new Error('there are no inputs');
  return checker
    .getExportsOfModule(symbol)
    .map((alias) => {
      const type = checker.getDeclaredTypeOfSymbol(alias);
      return `export type ${alias.name} = ${checker.typeToString(type, source, ts.TypeFormatFlags.InTypeAlias)};\n`;
    })
    .join('');
}

function compilerOptions(): ts.CompilerOptions {
  const path = join(import.meta.dirname, 'tsconfig.json');
  const host: ts.ParseConfigFileHost = {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
    },
  };
  const parsed = ts.getParsedCommandLineOfConfigFile(path, undefined, host);
  return {
    ...parsed?.options,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    // Types are written out in full, however long.
    noErrorTruncation: true,
  };
}
