namespace OptPolicy.Kernels.Constraints;

/// <summary>A set of texts, as bytes: what an answer must look like. Immutable and thread-safe; one grammar serves any number of vocabularies and generations.</summary>
public sealed class Grammar
{
    internal Grammar(GrammarBuilder builder, GrammarNode root, int maxDepth, IReadOnlyList<string> ignored)
    {
        builder.Measure();
        Root = root;
        MaxDepth = maxDepth;
        Ignored = ignored;
    }

    /// <summary>What the grammar does not enforce of the schema that it was made from, each with its place, for example <c>#/properties/tags: uniqueItems</c>. Empty when it enforces everything.</summary>
    public IReadOnlyList<string> Ignored { get; }

    internal GrammarNode Root { get; }

    /// <summary>Most levels of objects and arrays.</summary>
    internal int MaxDepth { get; }

    internal bool IsPossible => Root.Height <= MaxDepth;
}
