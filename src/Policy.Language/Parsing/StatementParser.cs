using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;
using Pidgin;

namespace OptPolicy.Language.Parsing;

/// <summary>Parses one statement up to its block or line end, and understands as much of a broken one as it can so that nothing else is reported about it.</summary>
internal sealed class StatementParser(SyntaxErrors errors)
{
    /// <param name="header">The statement's tokens; at least one.</param>
    /// <param name="terminator">The line end, brace or end of file after them.</param>
    public Statement Parse(ReadOnlySpan<Token> header, Token terminator)
    {
        var first = header[0];
        var name = NameLength(header);
        if (name > 0 && name < header.Length && header[name].Kind == TokenKind.Colon)
            return ParseSetting(header, name, name + 1, terminator);
        if (first.Kind == TokenKind.Keyword)
            return ParseClause(header, terminator);
        if (first.Kind == TokenKind.Word)
            return ParseUnknown(header, name, terminator);
        if (first.Kind == TokenKind.String && header.Length > 1 && header[1].Kind == TokenKind.Colon)
        {
            errors.Report(DiagnosticCatalog.QuotedName, first.Span, errors.Replace("Remove the quotes", first.Span, first.StringValue), first.StringValue);
            return ParseSetting(header, 1, 2, terminator);
        }

        if (!errors.AnyWithin(first.Span.Start, first.Span.Start))
            errors.Report(DiagnosticCatalog.UnexpectedToken, first.Span, "a statement or a setting", SyntaxErrorDescriber.Found(first));
        return Bad(header, lead: null);
    }

    private Statement ParseSetting(ReadOnlySpan<Token> header, int nameLength, int valueStart, Token terminator)
    {
        var nameSpan = TextSpan.Cover(header[0].Span, header[nameLength - 1].Span);
        var name = header[0].Kind == TokenKind.String ? header[0].StringValue : NameOf(header[..nameLength]);
        var value = header[valueStart..];
        if (value.IsEmpty)
        {
            if (terminator.Kind == TokenKind.OpenBrace)
                return ParseBlockWithColon(header, nameLength, name, terminator);
            if (!errors.AnyWithin(header[0].Span.Start, terminator.Span.Start))
                errors.Report(DiagnosticCatalog.MissingValue, new TextSpan(header[^1].Span.End, 0), $"'{name}:'", "a value", SyntaxErrorDescriber.Found(terminator));
            return Bad(header, name);
        }

        var result = StatementGrammar.SettingValue.Parse(value);
        if (!result.Success)
        {
            new SyntaxErrorDescriber(errors).Describe(header, valueStart, result.Error!, terminator);
            return Bad(header, name);
        }

        var (expression, tunable) = result.Value;
        return new Setting(name, nameSpan, expression, tunable, TextSpan.Cover(nameSpan, header[^1].Span));
    }

    /// <summary><c>route: {</c>, as in other formats: the colon is the mistake, the block is meant. <c>price: {</c> means dotted names.</summary>
    private Statement ParseBlockWithColon(ReadOnlySpan<Token> header, int nameLength, string name, Token brace)
    {
        if (nameLength > 1 || !Keywords.IsKeyword(name))
        {
            errors.Report(DiagnosticCatalog.MisplacedBlock, brace.Span, $"settings do not nest; write '{name}.part: value'");
            return Bad(header, name);
        }

        ReportColon(header[nameLength]);
        return new Clause([new Phrase(header[0] with { Kind = TokenKind.Keyword }, [], header[0].Span)], null, header[0].Span);
    }

    private void ReportColon(Token colon) =>
        errors.Report(DiagnosticCatalog.NeedlessSeparator, colon.Span, errors.Remove("Remove ':'", colon.Span), ":");

    private Statement ParseClause(ReadOnlySpan<Token> header, Token terminator)
    {
        if (terminator.Kind == TokenKind.OpenBrace && header.Length > 1 && header[^1].Kind == TokenKind.Colon)
        {
            ReportColon(header[^1]);
            header = header[..^1];
        }

        var result = StatementGrammar.Clause.Parse(header);
        if (result.Success)
            return new Clause(WithName(result.Value), null, TextSpan.Cover(header[0].Span, header[^1].Span));
        new SyntaxErrorDescriber(errors).Describe(header, 0, result.Error!, terminator);
        return Bad(header, header[0].Text);
    }

    /// <summary>A word that starts statements, right after one that needs a name, was meant as the name.</summary>
    private EquatableArray<Phrase> WithName(EquatableArray<Phrase> phrases)
    {
        if (phrases.Count < 2 || !phrases[0].Arguments.IsEmpty || !Keywords.NeedsName(phrases[0].Keyword.Text) || !Keywords.IsLeading(phrases[1].Keyword.Text))
            return phrases;
        var word = phrases[1].Keyword;
        errors.Report(DiagnosticCatalog.ReservedName, word.Span, word.Text, word.Text + "_1");
        Expression name = new PathExpression(word.Text, word.Span);
        var first = new Phrase(phrases[0].Keyword, [name, .. phrases[1].Arguments], TextSpan.Cover(phrases[0].Span, phrases[1].Span));
        return [first, .. phrases.Items[2..]];
    }

    /// <summary>A statement led by a word that leads none: a misspelt one, or a setting without its colon.</summary>
    private Statement ParseUnknown(ReadOnlySpan<Token> header, int nameLength, Token terminator)
    {
        var first = header[0];
        var hasBlock = terminator.Kind == TokenKind.OpenBrace;
        var meant = nameLength == 1 ? Foreign(first.Text) ?? Spelling.Closest(first.Text, Keywords.Leading) : null;
        if (meant is not null)
        {
            errors.Report(DiagnosticCatalog.UnknownStatement, first.Span, errors.Replace($"Write '{meant}'", first.Span, meant), first.Text, $"did you mean '{meant}'?");
            Token[] corrected = [first with { Kind = TokenKind.Keyword, Text = meant }, .. header[1..]];
            return ParseClause(corrected, terminator);
        }

        if (hasBlock || nameLength == header.Length || header[nameLength].Kind == TokenKind.Keyword)
        {
            var advice = nameLength < header.Length ? "statements start with words such as 'model', 'policy', 'route' or 'rule'" : $"write a setting as '{NameOf(header[..nameLength])}: value'";
            if (!errors.AnyWithin(first.Span.Start, terminator.Span.Start))
                errors.Report(DiagnosticCatalog.UnknownStatement, first.Span, first.Text, advice);
            return Bad(header, first.Text);
        }

        var name = NameOf(header[..nameLength]);
        if (errors.AnyWithin(first.Span.Start, terminator.Span.Start))
            return Bad(header, name);
        var gap = new TextSpan(header[nameLength - 1].Span.End, 0);
        errors.Report(DiagnosticCatalog.MissingColon, gap, errors.Insert("Add ':'", gap.Start, ":"), name, errors.Text.Slice(header[nameLength].Span));
        return ParseSetting(header, nameLength, nameLength, terminator);
    }

    /// <summary>The word here for what other languages call differently.</summary>
    private static string? Foreign(string word) => word switch
    {
        "else" or "default" => "otherwise",
        "include" or "using" => "import",
        _ => null,
    };

    private static BadStatement Bad(ReadOnlySpan<Token> header, string? lead)
    {
        var mentions = new List<string>();
        for (var i = 0; i < header.Length; i++)
        {
            var length = NameLength(header[i..]);
            if (length == 0)
                continue;
            mentions.Add(NameOf(header.Slice(i, length)));
            i += length - 1;
        }

        return new BadStatement(TextSpan.Cover(header[0].Span, header[^1].Span)) { Lead = lead, Mentions = mentions.ToEquatableArray() };
    }

    private static int NameLength(ReadOnlySpan<Token> tokens)
    {
        if (tokens[0].Kind != TokenKind.Word)
            return 0;
        var length = 1;
        while (length + 1 < tokens.Length && tokens[length].Kind == TokenKind.Dot && tokens[length + 1].Kind == TokenKind.Word)
            length += 2;
        return length;
    }

    private static string NameOf(ReadOnlySpan<Token> name)
    {
        if (name.Length == 1)
            return name[0].Text;
        var text = new System.Text.StringBuilder();
        foreach (var token in name)
            text.Append(token.Text);
        return text.ToString();
    }
}
