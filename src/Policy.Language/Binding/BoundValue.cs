using System.Collections.Immutable;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Syntax;

namespace OptPolicy.Language.Binding;

/// <summary>A value that has the form its place asks for. Names are not resolved yet.</summary>
public abstract record BoundValue(Expression Syntax);

/// <summary>Its mistake is reported; nothing follows from it.</summary>
public sealed record InvalidValue(Expression Syntax) : BoundValue(Syntax);

/// <param name="Window">Only for money in a time window.</param>
public sealed record ConstantValue(Expression Syntax, Constant Constant, BudgetWindow? Window = null) : BoundValue(Syntax);

public sealed record RangeValue(Expression Syntax, Constant Low, Constant High) : BoundValue(Syntax);

/// <summary>Words or texts of a list, or the one word of a choice.</summary>
public sealed record WordsValue(Expression Syntax, ImmutableArray<string> Words) : BoundValue(Syntax)
{
    public string Word => Words[0];
}

/// <summary>A declared name, or a reference to one.</summary>
public sealed record NameValue(PathExpression Path) : BoundValue(Path)
{
    public string Name => Path.Path;
}

public sealed record FunctionValue(Expression Syntax, FunctionSchema Function, ImmutableArray<BoundValue> Arguments) : BoundValue(Syntax);

/// <summary>A condition whose facts and predicates are looked up later, in the scope of its file.</summary>
public sealed record ConditionValue(Expression Syntax) : BoundValue(Syntax);

public sealed record MetricValue(Expression Syntax, FunctionSchema Metric, ImmutableArray<BoundValue> Arguments, ComparisonOperator Operator, Constant Limit) : BoundValue(Syntax);

/// <summary><c>is_vip(request)</c>.</summary>
public sealed record SignatureValue(Expression Syntax, PathExpression Name, FactSubject Subject) : BoundValue(Syntax);
