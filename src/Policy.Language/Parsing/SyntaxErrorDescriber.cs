using System.Text;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;
using Pidgin;

namespace OptPolicy.Language.Parsing;

/// <summary>Turns a failed parse into the message that its author needs: the usual mistakes by name, the rest by what was expected.</summary>
internal sealed class SyntaxErrorDescriber(SyntaxErrors errors)
{
    /// <param name="header">The whole statement.</param>
    /// <param name="parsedFrom">Where in it the failed parse began.</param>
    /// <param name="error">Its error; offsets count tokens from there.</param>
    /// <param name="terminator">What follows the statement.</param>
    public void Describe(ReadOnlySpan<Token> header, int parsedFrom, ParseError<Token> error, Token terminator)
    {
        var index = Math.Min(parsedFrom + error.ErrorOffset, header.Length);
        var found = index < header.Length ? header[index] : terminator;
        if (errors.AnyWithin(header[0].Span.Start, Math.Max(found.Span.Start, header[^1].Span.End)))
            return;
        var before = index > 0 ? header[index - 1] : default;
        var atEnd = index == header.Length;
        var expectsEnd = ExpectsEnd(error);

        if (!atEnd && before.Kind == TokenKind.Number && found.Kind == TokenKind.Word && Units.Find(found.Text) is not null)
            Report(DiagnosticCatalog.DetachedUnit, TextSpan.Cover(before.Span, found.Span), "Join them", before.Text + found.Text);
        else if (!atEnd && found.Kind == TokenKind.Keyword && !expectsEnd && before.Kind != TokenKind.Comma && before.Kind is not TokenKind.Operator && Expects(error, StatementGrammar.AName) && parsedFrom == 0 && index == 1)
            errors.Report(DiagnosticCatalog.ReservedName, found.Span, found.Text, found.Text + "_1");
        else if (!atEnd && found.Kind == TokenKind.Keyword && found.Text == "per" && before.Kind == TokenKind.Money && index + 1 < header.Length)
            errors.Report(DiagnosticCatalog.UnexpectedToken, found.Span, errors.Replace("Write '/'", TextSpan.FromBounds(before.Span.End, header[index + 1].Span.Start), "/"), $"'{before.Text}/{header[index + 1].Text}'", "'per'");
        else if (!atEnd && found.Kind == TokenKind.Word && ComparisonWord(found.Text) is { } comparison)
            errors.Report(DiagnosticCatalog.ForeignOperator, found.Span, errors.Replace($"Write '{comparison}'", found.Span, comparison), found.Text, comparison);
        else if (!atEnd && found.Kind == TokenKind.Operator && OperatorSpelling.IsComparison(found.Text) && (expectsEnd || before.Kind != TokenKind.Operator) && HasComparisonBefore(header[..index]))
            errors.Report(DiagnosticCatalog.ChainedComparison, found.Span);
        else if (!atEnd && parsedFrom > 0 && found.Kind == TokenKind.Comma && expectsEnd)
            ReportMissingBrackets(header, parsedFrom);
        else if (atEnd && IsOperatorBefore(before))
            errors.Report(DiagnosticCatalog.MissingValue, new TextSpan(before.Span.End, 0), $"'{before.Text}'", "a value after it", Found(terminator));
        else
            errors.Report(DiagnosticCatalog.UnexpectedToken, atEnd ? new TextSpan(header[^1].Span.End, 0) : found.Span, Expected(error, terminator), Found(found));
    }

    public static string Found(Token token) => token.Kind switch
    {
        TokenKind.NewLine => token.Text.Length == 0 ? "the end of the file" : "the end of the line",
        TokenKind.End => "the end of the file",
        TokenKind.Keyword => $"the word '{token.Text}'",
        TokenKind.String => token.Text.Length <= 24 ? token.Text : string.Concat(token.Text.AsSpan(0, 20), "…\""),
        _ => token.Text.Length <= 24 ? $"'{token.Text}'" : $"'{token.Text[..20]}…'",
    };

    private static string Expected(ParseError<Token> error, Token terminator)
    {
        var labels = new List<string>();
        foreach (var expected in error.Expected)
        {
            var label = expected.IsEof ? terminator.Kind == TokenKind.OpenBrace ? "'{'" : "the end of the line" : expected.Label ?? expected.ToString();
            if (!labels.Contains(label))
                labels.Add(label);
        }

        // A condition or an operand: the list of everything that can start one says less than its name.
        if (labels.Contains(StatementGrammar.AName) && labels.Contains(StatementGrammar.AValue))
            labels.RemoveAll(static l => l is "'['" or "'('" or "'not'");
        labels.Sort(StringComparer.Ordinal);
        var text = new StringBuilder();
        for (var i = 0; i < labels.Count; i++)
            text.Append(i == 0 ? "" : i == labels.Count - 1 ? " or " : ", ").Append(labels[i]);
        return text.Length == 0 ? "the end of the line" : text.ToString();
    }

    private static bool Expects(ParseError<Token> error, string label)
    {
        foreach (var expected in error.Expected)
        {
            if (expected.Label == label)
                return true;
        }

        return false;
    }

    private static bool ExpectsEnd(ParseError<Token> error)
    {
        foreach (var expected in error.Expected)
        {
            if (expected.IsEof)
                return true;
        }

        return false;
    }

    private static bool IsOperatorBefore(Token before) => before.Kind == TokenKind.Operator || (before.Kind == TokenKind.Keyword && before.Text == "when");

    private static string? ComparisonWord(string word) => word switch
    {
        "is" or "equals" or "eq" => "==",
        "isnt" or "ne" => "!=",
        "lt" or "below" or "under" => "<",
        "gt" or "above" or "over" => ">",
        "has" or "includes" => "contains",
        _ => null,
    };

    private static bool HasComparisonBefore(ReadOnlySpan<Token> tokens)
    {
        for (var i = tokens.Length - 1; i >= 0; i--)
        {
            if (tokens[i].Kind == TokenKind.Operator)
                return OperatorSpelling.IsComparison(tokens[i].Text);
            if (tokens[i].Kind == TokenKind.Keyword)
                return false;
        }

        return false;
    }

    private void ReportMissingBrackets(ReadOnlySpan<Token> header, int valueStart)
    {
        var span = TextSpan.Cover(header[valueStart].Span, header[^1].Span);
        var written = errors.Text.Slice(span);
        errors.Report(DiagnosticCatalog.MissingBrackets, span, errors.Replace("Add brackets", span, $"[{written}]"), errors.Text.Slice(header[valueStart].Span));
    }

    private void Report(DiagnosticDescriptor descriptor, TextSpan span, string title, string replacement) =>
        errors.Report(descriptor, span, errors.Replace(title, span, replacement), replacement);
}
