export const views = 'Views';
export const list = 'Saved views';
export const none = 'No saved views yet.';
export const loading = 'Loading…';
export const nameField = 'Save this page as';
export const example = 'Failed last week';
export const save = 'Save';
export const saveMeans =
  'Visible to everyone in this workspace. Saving under an existing name replaces that view.';
export const needsAdmin = 'Saving a view needs an admin key.';
export const tooLong = 'This page can’t be saved. Remove some filters.';
export const enterName = 'Enter a name.';
export const remove = (name: string): string => `Delete view ${name}`;
export const savedBy = (who: string): string => `saved by ${who}`;
export const saved = (name: string): string => `View “${name}” saved.`;
