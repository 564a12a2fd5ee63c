using System.Text;
using OptPolicy.Language.Text;

namespace OptPolicy.Generator.Emission;

/// <summary>Writes indented C# with line feeds on every platform, so that output is the same bytes everywhere.</summary>
internal sealed class CodeWriter
{
    private const int IndentSize = 4;
    private readonly StringBuilder _text = new();
    private int _depth;

    public CodeWriter Line(string line = "")
    {
        if (line.Length > 0)
        {
            _text.Append(' ', _depth * IndentSize).Append(line);
        }

        _text.Append('\n');
        return this;
    }

    public CodeWriter Open(string? header = null)
    {
        if (header is not null)
        {
            Line(header);
        }

        Line("{");
        _depth++;
        return this;
    }

    public CodeWriter Close(string suffix = "")
    {
        _depth--;
        return Line("}" + suffix);
    }

    public CodeWriter Indent()
    {
        _depth++;
        return this;
    }

    public CodeWriter Unindent()
    {
        _depth--;
        return this;
    }

    /// <summary>A line whose part after <paramref name="prefix"/> is mapped to a place in the policy file. Generated code continues unmapped after <see cref="EndMapping"/> or <see cref="HideMapping"/>.</summary>
    public CodeWriter Mapped(SourceSpan span, string prefix, string rest)
    {
        // C# specification, "enhanced #line": the offset counts characters of the next line that belong to the generated code alone.
        var offset = (_depth * IndentSize) + prefix.Length;
        var end = span.End.Line > span.Start.Line || span.End.Column > span.Start.Column
            ? span.End
            : span.Start with { Column = span.Start.Column + 1 };
        _text.Append("#line (").Append(span.Start.Line).Append(", ").Append(span.Start.Column).Append(") - (")
            .Append(end.Line).Append(", ").Append(end.Column).Append(") ");
        if (offset > 0)
        {
            _text.Append(offset).Append(' ');
        }

        _text.Append('"').Append(span.Path).Append("\"\n");
        return Line(prefix + rest);
    }

    /// <summary>The next line stands at the start of <paramref name="span"/>'s line; for members that tools look up by line only.</summary>
    public CodeWriter AtLineOf(SourceSpan span)
    {
        _text.Append("#line ").Append(span.Start.Line).Append(" \"").Append(span.Path).Append("\"\n");
        return this;
    }

    /// <summary>Errors point into the generated file again.</summary>
    public CodeWriter EndMapping()
    {
        _text.Append("#line default\n");
        return this;
    }

    /// <summary>The debugger steps over what follows, from one line of the policy to the next.</summary>
    public CodeWriter HideMapping()
    {
        _text.Append("#line hidden\n");
        return this;
    }

    public override string ToString() => _text.ToString();
}
