/** A click anywhere in a row follows its link, unless text is selected to be copied. */
export function openRow(event: MouseEvent & { currentTarget: HTMLElement }): void {
  const link = event.currentTarget.querySelector('a');
  const isOnLink =
    event.target instanceof Element && event.target.closest('a, button, [popover]') !== null;
  if (link === null || isOnLink || getSelection()?.isCollapsed === false) return;
  const { ctrlKey, metaKey, shiftKey } = event;
  link.dispatchEvent(
    new MouseEvent('click', { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }),
  );
}
