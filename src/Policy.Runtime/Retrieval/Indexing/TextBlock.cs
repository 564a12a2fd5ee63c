namespace OptPolicy;

/// <summary>What a block of a document is.</summary>
internal enum TextBlockKind
{
    /// <summary>A heading.</summary>
    Heading,

    /// <summary>Prose or a list: may be cut between sentences.</summary>
    Prose,

    /// <summary>A fenced block of code: cut between lines, only where it is too large.</summary>
    Code,

    /// <summary>A table: cut between rows, only where it is too large.</summary>
    Table,
}

/// <summary>A block of a document.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its lines; the words of a heading.</param>
/// <param name="Level">Of a heading, from 1.</param>
internal readonly record struct TextBlock(TextBlockKind Kind, string Text, int Level = 0);
