using OptPolicy.Generator.Pipeline;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Semantics;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Generator.Emission;

/// <summary>The policy's <c>test</c> blocks as data for the test runner.</summary>
internal static class TestCasesEmitter
{
    public static string ClassName(PolicyUnit unit) => unit.ClassName + "TestCases";

    public static string Emit(PolicyUnit unit)
    {
        var code = FileFrame.Begin(unit);
        code.Line($"/// <summary>The tests of policy {unit.Policy.Name}.</summary>");
        code.Open($"internal static class {ClassName(unit)}");
        code.Line("public static global::System.Collections.Immutable.ImmutableArray<global::OptPolicy.Testing.PolicyTestCase> All { get; } =");
        code.Line("[").Indent();
        foreach (var test in unit.Policy.Tests)
        {
            Case(code, unit, test);
        }

        code.Unindent().Line("];");
        return code.Close().ToString();
    }

    private static void Case(CodeWriter code, PolicyUnit unit, PolicyTestDeclaration test)
    {
        var line = test.NameSpan.Start.Line;
        code.Line($"new({CSharpLiteral.Text(test.Name)}, {CSharpLiteral.Text(unit.Target.Relative(test.NameSpan.Path))}, {line})");
        code.Open();
        if (test.Prompt is not null)
        {
            code.Line($"Prompt = {CSharpLiteral.Text(test.Prompt)},");
        }

        if (!test.Facts.IsEmpty)
        {
            code.Line("Pin = static request =>").Open();
            foreach (var fact in test.Facts)
            {
                code.Line(Pin(fact));
            }

            code.Close(",");
        }

        List(code, "Models", test.Givens.Where(static g => g.Model is not null).Select(Model));
        List(code, "Budgets", test.Givens.Where(static g => g.Kind == GivenKind.BudgetUsed).Select(Budget));
        if (test.Givens.FirstOrDefault(static g => g.Kind == GivenKind.Cached) is { } cached)
        {
            code.Line(cached.Value?.Text is { } prompt ? $"CachedPrompt = {CSharpLiteral.Text(prompt)}," : "Cached = true,");
        }

        List(code, "Expectations", test.Expectations.Select(Expectation));
        code.Close(",");
    }

    private static void List(CodeWriter code, string property, IEnumerable<string> items)
    {
        var all = items.ToArray();
        if (all.Length == 0)
        {
            return;
        }

        code.Line($"{property} =").Line("[").Indent();
        foreach (var item in all)
        {
            code.Line(item + ",");
        }

        code.Unindent().Line("],");
    }

    private static string Pin(PinnedFact fact)
    {
        var reference = FactTable.Find(fact.Name) ?? throw new InvalidOperationException($"'{fact.Name}' is not a fact.");
        var value = reference.Definition.Type switch
        {
            ValueType.Text or ValueType.Enum => CSharpLiteral.Text(fact.Value.Text ?? CSharpLiteral.Digits(fact.Value.Number)),
            ValueType.Bool => fact.Value.Number != 0 ? "true" : "false",
            ValueType.Tokens or ValueType.Count or ValueType.Bytes => CSharpLiteral.Integer(fact.Value.Number),
            _ => CSharpLiteral.Double(fact.Value.Number),
        };

        return reference.Argument is null
            ? $"request.{reference.Definition.Accessor} = {value};"
            : $"request.Set{reference.Definition.Accessor}({CSharpLiteral.Text(reference.Argument)}, {value});";
    }

    private static string Model(GivenDeclaration given)
    {
        var details = new List<string>();
        if (given is { Kind: GivenKind.Fails, Value: { } status })
        {
            details.Add($"Status = {CSharpLiteral.Digits(status.Number)}");
        }

        if (given is { Kind: GivenKind.Answers, Value.Text: { } answer })
        {
            details.Add($"Answer = {CSharpLiteral.Text(answer)}");
        }

        if (given.Confidence is { } confidence)
        {
            details.Add($"Confidence = {CSharpLiteral.Double(confidence)}");
        }

        var initializer = details.Count == 0 ? "" : $" {{ {string.Join(", ", details)} }}";
        return $"new({given.Model}, global::OptPolicy.Testing.GivenBehavior.{given.Kind}){initializer}";
    }

    private static string Budget(GivenDeclaration given) =>
        $"new(global::OptPolicy.BudgetScope.{given.Budget ?? BudgetScope.Global}, {CSharpLiteral.Decimal(given.Value?.Number ?? 0)})";

    private static string Expectation(ExpectDeclaration expect)
    {
        var kind = CSharpLiteral.Text(expect.Kind.ToString().ToLowerInvariant());
        var value = expect.Name ?? (expect.Value is { } constant ? constant.Text ?? CSharpLiteral.Digits(constant.Number) : "");
        return $"new({kind}, {CSharpLiteral.Text(Symbol(expect.Operator))}, {CSharpLiteral.Text(value)}, {expect.Span.Start.Line})";
    }

    private static string Symbol(ComparisonOperator value) => value switch
    {
        ComparisonOperator.NotEqual => "!=",
        ComparisonOperator.Less => "<",
        ComparisonOperator.LessOrEqual => "<=",
        ComparisonOperator.Greater => ">",
        ComparisonOperator.GreaterOrEqual => ">=",
        _ => "==",
    };
}
