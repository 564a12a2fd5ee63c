using System.Text;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Tests.Samples;

/// <summary>Prints a tree as indented lines for golden files: one statement a line, expressions fully bracketed.</summary>
internal sealed class SyntaxPrinter(PolicyText text)
{
    private readonly StringBuilder _output = new();

    public static string Print(SyntaxTree tree)
    {
        var printer = new SyntaxPrinter(tree.Text);
        foreach (var statement in tree.Statements)
        {
            printer.PrintStatement(statement, 0);
        }

        foreach (var diagnostic in tree.Diagnostics)
        {
            printer._output.Append("! ").Append(diagnostic.Code).Append(' ')
                .Append(diagnostic.Location.Start.Line).Append(':').Append(diagnostic.Location.Start.Column).Append(' ')
                .Append(diagnostic.Message).Append('\n');
        }

        return printer._output.ToString();
    }

    public static string Name(Statement statement) => statement switch
    {
        Setting setting => setting.Name,
        Clause clause => clause.Lead,
        BadStatement bad => bad.Lead ?? "?",
        _ => throw new InvalidOperationException(statement.GetType().Name),
    };

    public static string Print(Expression expression) => expression switch
    {
        Literal literal => literal.PerUnit is null ? literal.Token.Text : $"{literal.Token.Text}/{literal.PerUnit}",
        RangeExpression range => $"{Print(range.Low)}..{Print(range.High)}",
        PathExpression path => path.Path,
        CallExpression call => $"{call.Function.Path}({string.Join(", ", call.Arguments.Select(Print))})",
        ListExpression list => $"[{string.Join(", ", list.Items.Select(Print))}]",
        BinaryExpression binary => $"<{Print(binary.Left)} {binary.Operator.Text} {Print(binary.Right)}>",
        NotExpression not => $"<not {Print(not.Operand)}>",
        _ => throw new InvalidOperationException(expression.GetType().Name),
    };

    private void PrintStatement(Statement statement, int depth)
    {
        var position = text.PositionAt(statement.Span.Start);
        _output.Append(' ', depth * 2).Append(position.Line).Append(':').Append(position.Column).Append(' ');
        switch (statement)
        {
            case Setting setting:
                _output.Append("setting ").Append(setting.Name).Append(" = ").Append(Print(setting.Value));
                if (setting.Tunable is { } tunable)
                    _output.Append(" tunable ").Append(Print(tunable));
                break;
            case Clause clause:
                _output.Append(string.Join(" | ", clause.Phrases.Select(static p => $"{p.Keyword.Text}({string.Join(" ; ", p.Arguments.Select(Print))})")));
                break;
            case BadStatement bad:
                _output.Append("bad ").Append(bad.Lead ?? "?").Append(" mentions ").Append(string.Join(' ', bad.Mentions));
                break;
        }

        if (statement.Documentation is { } documentation)
            _output.Append(" /// ").Append(documentation.Replace("\n", "\\n", StringComparison.Ordinal));
        _output.Append('\n');
        var body = statement switch { Clause { Body: { } b } => b, BadStatement { Body: { } b } => b, _ => null };
        foreach (var inner in body?.Statements ?? [])
        {
            PrintStatement(inner, depth + 1);
        }
    }
}
