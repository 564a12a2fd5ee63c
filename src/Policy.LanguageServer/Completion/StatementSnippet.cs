using System.Text;
using OptPolicy.Language.Schema;

namespace OptPolicy.LanguageServer.Completion;

/// <summary>A statement with its required parts as placeholders: <c>rule ${1:name} when ${2:condition} use ${3:target}</c>.</summary>
internal static class StatementSnippet
{
    public static string Of(StatementSchema row)
    {
        var text = new StringBuilder();
        var placeholder = 0;
        var groups = new HashSet<string>(StringComparer.Ordinal);
        foreach (var phrase in row.Phrases)
        {
            if (!phrase.IsRequired && (phrase.Group is null || !groups.Add(phrase.Group)))
            {
                continue;
            }

            text.Append(text.Length == 0 ? "" : " ").Append(phrase.Keyword);
            foreach (var operand in phrase.Operands.Where(static o => !o.IsOptional))
            {
                text.Append(' ').Append(Operand(row, operand, ++placeholder));
            }
        }

        if (row.Body == BodyRule.Required)
        {
            text.Append(" {\n\t$").Append(placeholder + 1).Append("\n}");
        }

        return text.ToString();
    }

    private static string Operand(StatementSchema row, OperandSchema operand, int placeholder) => operand.Shape.Kind switch
    {
        ShapeKind.Word when operand.Shape.Words.Length == 1 => operand.Shape.Words[0],
        ShapeKind.Word when operand.Shape.Words.Contains(row.Variant ?? "") => row.Variant!,
        ShapeKind.Text => $"\"${{{placeholder}:{operand.Name}}}\"",
        ShapeKind.Signature => $"${{{placeholder}:name}}(request)",
        _ => $"${{{placeholder}:{operand.Name}}}",
    };
}
