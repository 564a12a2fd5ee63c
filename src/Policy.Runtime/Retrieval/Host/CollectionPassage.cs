namespace OptPolicy;

/// <summary>What retrieval needs of a record in the host's collection.</summary>
/// <param name="Id">The record's key.</param>
/// <param name="Source">The document it is from, such as a path or an address.</param>
/// <param name="Text">What the model reads.</param>
/// <param name="Version">Changes with the document; a hash of <paramref name="Text"/> when <see langword="null"/>.</param>
public sealed record CollectionPassage(string Id, string Source, string Text, string? Version = null);
