using System.Text;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Semantics;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Tests.Fuzzing;

/// <summary>Writes files that the statement table allows: right in form, and as often right as wrong in names, units and logic. Layout is random.</summary>
internal sealed class SchemaWriter(Random random)
{
    private static readonly string[] Names = ["a", "b", "c", "gpt_mini", "premium", "Desk", "refund"];
    private static readonly ValueType[] Types = Enum.GetValues<ValueType>();

    private readonly StringBuilder _text = new();

    public string Write()
    {
        if (!Chance(3))
            Line(0, "optpolicy 1");
        for (var i = random.Next(1, 7); i > 0; i--)
            Statement(Pick(PolicySchema.Within(PolicySchema.File)), 0);
        return _text.ToString();
    }

    private void Statement(StatementSchema row, int depth)
    {
        if (Chance(6))
            Line(depth, Pick(["// note", "/// Documentation.", "", "// optpolicy disable OPT4007: on purpose"]));
        var words = new StringBuilder();
        foreach (var phrase in row.Phrases)
        {
            if (!(phrase.IsRequired ? Chance(98) : Chance(40)) && phrase.Keyword != row.Lead)
                continue;
            words.Append(words.Length == 0 ? "" : Chance(10) && phrase.Keyword != row.Lead && Syntax.Keywords.IsContinuing(phrase.Keyword) ? "\n" + new string(' ', random.Next(9)) : " ").Append(phrase.Keyword);
            foreach (var operand in phrase.Operands)
            {
                if (!operand.IsOptional || Chance(50))
                    words.Append(' ').Append(Value(operand.Shape));
            }
        }

        if (row.Body == BodyRule.None || depth > 5 || (row.Body == BodyRule.Optional && Chance(40)))
        {
            Line(depth, words.ToString());
            return;
        }

        Line(depth, words + (Chance(10) ? "\n{" : " {"));
        foreach (var setting in row.Settings)
        {
            if (setting.IsRequired ? Chance(97) : Chance(50))
                Line(depth + 1, $"{setting.Name}: {Value(setting.Shape)}{(Chance(5) ? " tunable 1..2" : "")}{(Chance(4) ? " // why" : "")}");
        }

        foreach (var child in PolicySchema.Within(row.Title))
        {
            for (var i = Chance(45) ? random.Next(1, 4) : 0; i > 0; i--)
                Statement(child, depth + 1);
        }

        Line(depth, "}");
    }

    private string Value(ValueShape shape)
    {
        if (Chance(2))
            return Constant(Pick(Types));
        return shape.Kind switch
        {
            ShapeKind.Quantity => Constant(shape.Type),
            ShapeKind.Text => Constant(ValueType.Text),
            ShapeKind.Word => Pick(shape.Words),
            ShapeKind.WordList => $"[{string.Join(", ", shape.Words.Where(_ => Chance(60)))}]",
            ShapeKind.TextList => Pick(["[]", "[\"one\"]", "[\"one\",\n  \"two\"]"]),
            ShapeKind.FactList => Pick(["[tenant]", "[tenant, user]", "[user.locale, user.tier,]"]),
            ShapeKind.NewName => Chance(85) ? Pick(Names) : $"\"{Pick(Names)}\"",
            ShapeKind.Reference => Pick(Names),
            ShapeKind.Condition => Condition(shape.Subject, 3),
            ShapeKind.Comparison => $"{Call(Pick(shape.Functions))} {Pick(["<=", "<", ">=", ">", "=="])} {Constant(Pick(Types))}",
            ShapeKind.Function => Call(Pick(shape.Functions)),
            ShapeKind.MoneyPerWindow => "$" + Pick(["5/day", "0.50/month", "-1/day", "5", "5/req"]),
            ShapeKind.Signature => Pick(["is_vip(request)", "is_vip", "is_vip(x, y)"]),
            _ => throw new InvalidOperationException(shape.Kind.ToString()),
        };
    }

    private string Call(FunctionSchema function) => function.Parameters.IsEmpty
        ? function.Name
        : $"{function.Name}({string.Join(", ", function.Parameters.Where(p => !p.IsOptional || Chance(50)).Select(p => Value(p.Shape)))})";

    private string Condition(FactSubject subject, int depth)
    {
        if (depth > 0 && Chance(45))
        {
            return random.Next(4) switch
            {
                0 => $"({Condition(subject, depth - 1)})",
                1 => "not " + Comparison(subject),
                2 => $"{Condition(subject, depth - 1)} and {Condition(subject, depth - 1)}",
                _ => $"{Condition(subject, depth - 1)} or\n  {Condition(subject, depth - 1)}",
            };
        }

        return Comparison(subject);
    }

    private string Comparison(FactSubject subject)
    {
        var facts = FactTable.Of(Chance(95) ? subject : Pick(Enum.GetValues<FactSubject>()));
        if (facts.IsEmpty || Chance(5))
            return "is_vip(request)";
        var fact = Pick(facts);
        var name = fact.Name.Replace("*", Pick(Names), StringComparison.Ordinal);
        if (fact.Type == ValueType.Bool)
            return name;
        return random.Next(4) switch
        {
            0 => $"{name} in [{Constant(fact.Type)}, {Constant(fact.Type)}]",
            1 => $"{name} {Pick(["matches", "contains"])} \"re.*und\"",
            _ => $"{name} {Pick(["==", "!=", "<", "<=", ">", ">="])} {Constant(Chance(95) ? fact.Type : Pick(Types))}",
        };
    }

    private string Constant(ValueType type) => type switch
    {
        ValueType.Money => Pick(["$5", "$0.01", "-$1", "$50.00"]),
        ValueType.MoneyRate => Pick(["$0.25/Mtok", "$2/ktok", "$0.000001/tok", "-$1/Mtok"]),
        ValueType.MoneyPerRequest => Pick(["$0.40/req", "$0/req"]),
        ValueType.Tokens => Pick(["500tok", "2ktok", "1Mtok", "500", "2k", "0tok"]),
        ValueType.Duration => Pick(["250ms", "20s", "5min", "24h", "7d", "30", "-1s"]),
        ValueType.Ratio => Pick(["80%", "0.93", "0%", "100%", "120%", "-0.1"]),
        ValueType.Count or ValueType.Number => Pick(["0", "1", "3", "200000", "-1", "1.5"]),
        ValueType.Bytes => Pick(["64KiB", "1MiB", "2GiB"]),
        ValueType.Text => Pick(["\"text\"", "\"\"", "\"a \\\"quoted\\\" \\u{41}\""]),
        ValueType.Bool => Pick(["true", "false"]),
        _ => Pick(["enterprise", "de", "refund", "\"free text\"", "timeout"]),
    };

    private void Line(int depth, string line) => _text.Append(' ', Chance(90) ? depth * 2 : random.Next(6)).Append(line).Append(Chance(97) ? "\n" : "\r\n\n");

    private bool Chance(int percent) => random.Next(100) < percent;

    private T Pick<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];
}
