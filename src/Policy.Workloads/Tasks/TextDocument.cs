namespace OptPolicy.Workloads.Tasks;

/// <summary>A text that a model is to predict. Immutable.</summary>
/// <param name="Line">Where it begins in its file, from 1; documents are paired by it.</param>
/// <param name="Text">Not empty.</param>
public sealed record TextDocument(int Line, string Text);
