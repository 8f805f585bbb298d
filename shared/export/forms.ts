/** The forms in which a trained model can be taken out of the lab; runs anywhere. */

export const modelForms = ['layers-model', 'keras', 'pytorch'] as const;
export type ModelForm = (typeof modelForms)[number];

/** How the forms are called, and what they are made of. */
export const modelFormLabels: Readonly<
  Record<ModelForm, { readonly label: string; readonly files: string }>
> = {
  'layers-model': { label: 'TensorFlow.js', files: 'model.json, weights.bin' },
  keras: { label: 'Keras', files: 'model.py, weights.npz' },
  pytorch: { label: 'PyTorch', files: 'model.py, weights.npz' },
};
