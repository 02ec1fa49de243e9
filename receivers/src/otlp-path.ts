import { OTLP_SIGNALS, type OtlpSignal } from './otlp/wire.ts';

const SIGNAL = `(${OTLP_SIGNALS.join('|')})`;
/** An exporter puts its path behind an address that ends with one already, or with a part of it. */
const REPEATED = new RegExp(`^(?:/v1|/v1/${SIGNAL})*/v1/${SIGNAL}$`);
/** One that is given an address of a signal takes it as it is. */
const WITHOUT_VERSION = new RegExp(`^/${SIGNAL}$`);

/** The signal that is sent to a path, where only one can be meant. */
export function signalOfPath(path: string): OtlpSignal | undefined {
  const named = REPEATED.exec(path)?.[2] ?? WITHOUT_VERSION.exec(path)?.[1];
  return OTLP_SIGNALS.find((signal) => signal === named);
}
