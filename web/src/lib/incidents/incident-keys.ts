const ACTS: Readonly<Record<string, string>> = { e: 'acknowledge', z: 'snooze', a: 'assign' };

/** After `g` a letter is one of a place. */
const SECOND_KEY_MS = 1_500;

/**
 * e, z and a press the buttons of the row that has the focus, or of the first one. A row is
 * `[data-incident]`, its buttons are `[data-act]`.
 */
export function incidentKeys(list: HTMLElement): { destroy: () => void } {
  let leaderAt = -Infinity;

  function onKey(event: KeyboardEvent): void {
    const { key, target, timeStamp } = event;
    const isSecond = timeStamp - leaderAt <= SECOND_KEY_MS;
    leaderAt = key === 'g' ? timeStamp : -Infinity;
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isSecond)
      return;
    const isWriting =
      target instanceof Element && target.closest('input, select, textarea, dialog') !== null;
    const act = ACTS[key];
    if (isWriting || act === undefined) return;
    const focused = document.activeElement?.closest('[data-incident]');
    const row =
      focused != null && list.contains(focused) ? focused : list.querySelector('[data-incident]');
    const button = row?.querySelector<HTMLElement>(`[data-act="${act}"]`);
    if (button == null) return;
    event.preventDefault();
    button.click();
  }

  window.addEventListener('keydown', onKey);
  return {
    destroy: () => {
      window.removeEventListener('keydown', onKey);
    },
  };
}
