using System.Text.Json;

namespace OptPolicy.Kernels.Constraints;

/// <summary>Strings and numbers with their limits.</summary>
internal sealed class ScalarSchema(SchemaCompiler compiler)
{
    public GrammarNode Text(SchemaFacts facts)
    {
        var min = facts.Largest("minLength") ?? 0;
        var max = facts.Smallest("maxLength") ?? int.MaxValue;
        var text = compiler.Text;
        if (Pattern(facts) is not var (pattern, path))
            return compiler.Builder.Sequence(text.Quote, compiler.Builder.Repeat(text.Character, min, max), text.Quote);

        var node = pattern.Node;
        if (pattern.Unit is { } unit)
            node = compiler.Builder.Repeat(unit, (int)Math.Max(min, pattern.MinLength), (int)Math.Min(max, pattern.MaxLength));
        else if (pattern.MinLength < min || (max != int.MaxValue && pattern.MaxLength > max))
            compiler.Unsupported(path, "a length limit that its pattern or format does not keep to by itself");
        return compiler.Builder.Sequence(text.Quote, node, text.Quote);
    }

    public GrammarNode Number(SchemaFacts facts, bool isInteger)
    {
        NumberBound? low = null;
        NumberBound? high = null;
        foreach (var part in facts.Parts)
        {
            foreach (var (keyword, isLow, isExclusive) in new[] { ("minimum", true, false), ("exclusiveMinimum", true, true), ("maximum", false, false), ("exclusiveMaximum", false, true) })
            {
                if (!part.Element.TryGetProperty(keyword, out var limit))
                    continue;
                if (limit.ValueKind != JsonValueKind.Number || !limit.TryGetDecimal(out var value))
                {
                    compiler.Unsupported(part.Path, $"a '{keyword}' that is not a decimal number of 28 digits");
                    continue;
                }

                var bound = new NumberBound(value, isExclusive);
                if (isLow && (low is not { } l || value > l.Value || (value == l.Value && isExclusive)))
                    low = bound;
                else if (!isLow && (high is not { } h || value < h.Value || (value == h.Value && isExclusive)))
                    high = bound;
            }
        }

        if (low is not null || high is not null)
            return new NumberRange(compiler.Builder, compiler.Text, isInteger).Between(low, high);
        return isInteger ? compiler.Text.Integer : compiler.Text.Number;
    }

    // One automaton is followed at a time, so of several patterns and formats the first is enforced and the others are reported.
    private (Pattern Pattern, string Path)? Pattern(SchemaFacts facts)
    {
        (Pattern, string)? found = null;
        foreach (var (part, keyword) in facts.Parts.SelectMany(static part => new[] { (part, "pattern"), (part, "format") }).OrderBy(static pair => pair.Item2 == "format"))
        {
            if (!part.Element.TryGetProperty(keyword, out var value))
                continue;
            var written = value.GetString()!;
            var pattern = keyword == "pattern" ? written : StringFormats.PatternOf(written);
            if (pattern is null)
                compiler.Unsupported(part.Path, $"the format '{written}'");
            else if (found is not null)
                compiler.Unsupported(part.Path, $"'{keyword}' beside another pattern or format");
            else if (Read(pattern, part.Path) is { } read)
                found = (read, part.Path);
        }

        return found;
    }

    private Pattern? Read(string pattern, string path)
    {
        try
        {
            return PatternCompiler.Compile(compiler.Builder, compiler.Text, pattern);
        }
        catch (NotSupportedException error)
        {
            compiler.Unsupported(path, $"a pattern with {error.Message}");
            return null;
        }
    }
}
