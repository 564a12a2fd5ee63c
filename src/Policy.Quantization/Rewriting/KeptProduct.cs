namespace OptPolicy.Quantization.Rewriting;

/// <summary>A product that stayed as it was. Immutable.</summary>
/// <param name="Name">The node's name.</param>
/// <param name="Reason">Why, as the end of a sentence that starts with the name.</param>
public sealed record KeptProduct(string Name, string Reason);
