namespace OptPolicy.Language.Schema;

/// <summary>What kind of declaration a name refers to.</summary>
[Flags]
public enum SymbolKinds : short
{
    None = 0,
    Model = 1,
    Cascade = 2,
    Embedder = 4,
    Policy = 8,
    Rule = 16,
    Intent = 32,
    Extern = 64,
    ImportAlias = 128,
    Verifier = 256,
}

internal static class SymbolKindSets
{
    public static bool Overlaps(this SymbolKinds kind, SymbolKinds other) => (kind & other) != SymbolKinds.None;
}
