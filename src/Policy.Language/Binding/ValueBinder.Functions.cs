using System.Collections.Immutable;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Binding;

internal sealed partial class ValueBinder
{
    private BoundValue BindFunction(Expression expression, ValueShape shape)
    {
        var (path, arguments, isCall) = expression switch
        {
            PathExpression word => (word, default(EquatableArray<Expression>), false),
            CallExpression call => (call.Function, call.Arguments, true),
            _ => (null, default, false),
        };
        if (path is null)
            return Mismatch(expression, shape);

        var function = FindFunction(path, shape);
        if (function is null)
            return new InvalidValue(expression);

        if (function.Unavailable is { } missing)
            unavailable(expression.Span, function.Name, missing);
        if (isCall && function.Parameters.IsEmpty)
        {
            file.Report(DiagnosticCatalog.WrongArguments, expression.Span, file.Replace(expression.Span, function.Name), function.Name, $"without arguments: '{function.Name}'");
            return new InvalidValue(expression);
        }

        return BindArguments(expression, function, arguments) is { } values ? new FunctionValue(expression, function, values) : new InvalidValue(expression);
    }

    private FunctionSchema? FindFunction(PathExpression path, ValueShape shape)
    {
        foreach (var function in shape.Functions)
        {
            if (string.Equals(function.Name, path.Path, StringComparison.Ordinal))
                return function;
        }

        var names = shape.Functions.Select(static f => f.Name).ToArray();
        var suggestion = Spelling.Closest(path.Path, names);
        file.Report(DiagnosticCatalog.UnknownWord, path.Span, suggestion is null ? null : file.Replace(path.Span, suggestion), path.Path, Choices(shape.Functions.Select(static f => f.Signature)), FileDiagnostics.DidYouMean(suggestion));
        return null;
    }

    private ImmutableArray<BoundValue>? BindArguments(Expression expression, FunctionSchema function, EquatableArray<Expression> arguments)
    {
        var required = function.Parameters.Count(static p => !p.IsOptional);
        if (arguments.Count < required || arguments.Count > function.Parameters.Length)
        {
            file.Report(DiagnosticCatalog.WrongArguments, expression.Span, function.Name, $"'{function.Signature}'");
            return null;
        }

        var values = ImmutableArray.CreateBuilder<BoundValue>(arguments.Count);
        for (var i = 0; i < arguments.Count; i++)
            values.Add(Bind(arguments[i], function.Parameters[i].Shape));
        return values.ToImmutable();
    }

    private BoundValue BindMetric(Expression expression, ValueShape shape)
    {
        if (expression is not BinaryExpression comparison || Operators.Find(comparison.Operator.Text) is not { } @operator)
            return Mismatch(expression, shape);

        var path = comparison.Left switch { PathExpression word => word, CallExpression call => call.Function, _ => null };
        if (path is null)
            return Mismatch(expression, shape);
        if (FindFunction(path, shape) is not { } metric)
            return new InvalidValue(expression);

        if (@operator is ComparisonOperator.In or ComparisonOperator.Matches or ComparisonOperator.Contains)
        {
            file.Report(DiagnosticCatalog.WrongComparison, comparison.Operator.Span, metric.Name, ShapeDescription.OfType(metric.Result), comparison.Operator.Text, "==, !=, <, <=, > or >=");
            return new InvalidValue(expression);
        }

        var arguments = BindArguments(comparison.Left, metric, comparison.Left is CallExpression withArguments ? withArguments.Arguments : default);
        return arguments is not null && Bind(comparison.Right, ValueShape.Of(metric.Result)) is ConstantValue limit
            ? new MetricValue(expression, metric, arguments.Value, @operator, limit.Constant)
            : new InvalidValue(expression);
    }
}
