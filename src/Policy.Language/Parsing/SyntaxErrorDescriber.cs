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
        if (index == header.Length)
            DescribeEnd(header, error, terminator);
        else
            DescribeToken(header, index, parsedFrom, error, terminator);
    }

    private void DescribeEnd(ReadOnlySpan<Token> header, ParseError<Token> error, Token terminator)
    {
        var end = new TextSpan(header[^1].Span.End, 0);
        if (NeedsOperand(header[^1]))
            errors.Report(DiagnosticCatalog.MissingValue, end, $"'{header[^1].Text}'", OperandOf(header[^1]), Found(terminator));
        else
            errors.Report(DiagnosticCatalog.UnexpectedToken, end, Expected(error, terminator), Found(terminator));
    }

    private void DescribeToken(ReadOnlySpan<Token> header, int index, int parsedFrom, ParseError<Token> error, Token terminator)
    {
        var found = header[index];
        var before = index > 0 ? header[index - 1] : default;
        var next = index + 1 < header.Length ? header[index + 1] : default;
        var expectsEnd = ExpectsEnd(error);
        switch (found.Kind)
        {
            case TokenKind.Word when before.Kind == TokenKind.Number && UnitNamed(found.Text) is { } unit:
                Rewrite(DiagnosticCatalog.DetachedUnit, TextSpan.Cover(before.Span, found.Span), before.Text + unit);
                break;
            case TokenKind.Number or TokenKind.Quantity when before.Kind == TokenKind.Number && found.Span.Start == before.Span.End + 1 && found.NumberText.Length == 3:
                var joined = $"{before.Text}_{found.Text}";
                Rewrite(DiagnosticCatalog.MalformedNumber, TextSpan.Cover(before.Span, found.Span), joined, $"{before.Text} {found.Text}", $"write '{joined}'");
                break;
            case TokenKind.Word when ComparisonWord(found.Text) is { } comparison:
                errors.Report(DiagnosticCatalog.ForeignOperator, found.Span, errors.Replace($"Write '{comparison}'", found.Span, comparison), found.Text, comparison);
                break;
            case TokenKind.Keyword when found.Text == "per" && before.Kind == TokenKind.Money && next.Kind == TokenKind.Word:
                var rate = $"{before.Text}/{next.Text}";
                errors.Report(DiagnosticCatalog.UnexpectedToken, found.Span, errors.Replace($"Write '{rate}'", TextSpan.Cover(before.Span, next.Span), rate), $"'{rate}'", "'per'");
                break;
            case TokenKind.Keyword when NeedsOperand(before):
                errors.Report(DiagnosticCatalog.MissingValue, found.Span, $"'{before.Text}'", OperandOf(before), Found(found));
                break;
            case TokenKind.Operator when OperatorSpelling.IsComparison(found.Text) && HasComparisonBefore(header[..index]):
                errors.Report(DiagnosticCatalog.ChainedComparison, found.Span);
                break;
            case TokenKind.Comma when before.Kind == TokenKind.Number && next.Kind == TokenKind.Number && before.Span.End == found.Span.Start && next.Span.Start == found.Span.End:
                var grouped = TextSpan.Cover(before.Span, next.Span);
                errors.Report(DiagnosticCatalog.MalformedNumber, grouped, errors.Replace("Write '_'", found.Span, "_"), errors.Text.Slice(grouped), $"write '{before.Text}_{next.Text}'");
                break;
            case TokenKind.Comma when parsedFrom > 0 && expectsEnd:
                ReportMissingBrackets(header, parsedFrom);
                break;
            case TokenKind.Dot when next.Kind == TokenKind.Number && next.Span.Start == found.Span.End:
                Rewrite(DiagnosticCatalog.MalformedNumber, TextSpan.Cover(found.Span, next.Span), "0." + next.Text, "." + next.Text, $"write '0.{next.Text}'");
                break;
            case TokenKind.Dot when before.Kind == TokenKind.Number && before.Span.End == found.Span.Start:
                Rewrite(DiagnosticCatalog.MalformedNumber, TextSpan.Cover(before.Span, found.Span), before.Text, before.Text + ".", $"write '{before.Text}'");
                break;
            default:
                var expected = expectsEnd && parsedFrom == 0 && found.Kind is not (TokenKind.Keyword or TokenKind.Comma or TokenKind.Operator)
                    ? $"an operator such as '==' or 'and', or {EndOf(terminator)}"
                    : Expected(error, terminator);
                errors.Report(DiagnosticCatalog.UnexpectedToken, found.Span, expected, Found(found));
                break;
        }
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
            var label = expected.IsEof ? EndOf(terminator) : expected.Label ?? expected.ToString();
            if (!labels.Contains(label))
                labels.Add(label);
        }

        // A condition or an operand: the list of everything that can start one says less than its name.
        if (labels.Contains(StatementGrammar.AName) && labels.Contains(StatementGrammar.AValue))
            labels.RemoveAll(static l => l is "'['" or "'('" or "'not'");
        if (labels.Contains("']'"))
            labels.Add("','");
        labels.Sort(StringComparer.Ordinal);
        var text = new StringBuilder();
        for (var i = 0; i < labels.Count; i++)
            text.Append(i == 0 ? "" : i == labels.Count - 1 ? " or " : ", ").Append(labels[i]);
        return text.Length == 0 ? "the end of the line" : text.ToString();
    }

    private static string EndOf(Token terminator) => terminator.Kind == TokenKind.OpenBrace ? "'{'" : "the end of the line";

    /// <summary>The unit of a name that people give it: <c>seconds</c> is <c>s</c>.</summary>
    private static string? UnitNamed(string word)
    {
        foreach (var unit in Units.All)
        {
            if (!unit.IsRate && (unit.Name == word || unit.Aliases.Contains(word)))
                return unit.Name;
        }

        return null;
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

    private static bool NeedsOperand(Token token) => token.Kind == TokenKind.Operator || (token.Kind == TokenKind.Keyword && token.Text == "when");

    private static string OperandOf(Token token) => token.Text is "when" or "and" or "or" or "not" ? "a condition after it" : "a value after it";

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

    private void Rewrite(DiagnosticDescriptor descriptor, TextSpan span, string replacement, params string[] arguments) =>
        errors.Report(descriptor, span, errors.Replace($"Write '{replacement}'", span, replacement), arguments.Length == 0 ? [replacement] : arguments);
}
