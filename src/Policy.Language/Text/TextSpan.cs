namespace OptPolicy.Language.Text;

/// <summary>A range of UTF-16 code units in one policy file.</summary>
public readonly record struct TextSpan(int Start, int Length)
{
    public int End => Start + Length;

    public static TextSpan FromBounds(int start, int end) => new(start, end - start);

    public static TextSpan Cover(TextSpan first, TextSpan last) => FromBounds(first.Start, last.End);

    public bool Contains(int offset) => offset >= Start && offset <= End;
}
