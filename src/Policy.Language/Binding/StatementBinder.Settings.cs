using System.Collections.Immutable;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Syntax;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Binding;

internal sealed partial class StatementBinder
{
    private void BindBody(StatementSchema schema, Block body, out ImmutableArray<BoundSetting> settings, out ImmutableArray<BoundStatement> children)
    {
        var bound = ImmutableArray.CreateBuilder<BoundSetting>();
        foreach (var statement in body.Statements)
        {
            if (statement is Setting setting && BindSetting(schema, setting) is { } result && !IsRepeated(bound, result))
                bound.Add(result);
        }

        settings = bound.ToImmutable();
        children = BindStatements(body.Statements, schema.Title);
    }

    private bool IsRepeated(ImmutableArray<BoundSetting>.Builder settings, BoundSetting setting)
    {
        var first = settings.FirstOrDefault(s => string.Equals(s.Syntax.Name, setting.Syntax.Name, StringComparison.Ordinal));
        if (first is null)
            return false;

        _file.Report(DiagnosticCatalog.RepeatedSetting, setting.Syntax.NameSpan, _file.At(first.Syntax.NameSpan, "set here first"), setting.Syntax.Name);
        return true;
    }

    private BoundSetting? BindSetting(StatementSchema owner, Setting setting)
    {
        var schema = owner.FindSetting(setting.Name);
        if (schema is null && owner.FactsAreSettings)
            return BindPinnedFact(owner, setting);

        if (schema is null)
        {
            var suggestion = Spelling.Closest(setting.Name, owner.Settings.Select(static s => s.Name));
            _file.Report(DiagnosticCatalog.UnknownSetting, setting.NameSpan, suggestion is null ? null : _file.Replace(setting.NameSpan, suggestion), owner.Title, setting.Name, SettingHint(owner, suggestion));
            _hasGaps = true;
            return null;
        }

        if (schema.Unavailable is { } missing)
            _unavailable ??= (setting.Span, schema.Name, missing);

        var bound = new BoundSetting(schema, setting, _values.Bind(setting.Value, schema.Shape), _tree.Text);
        return setting.Tunable is { } range ? BindTunable(bound, range) : bound;
    }

    private static string SettingHint(StatementSchema owner, string? suggestion)
    {
        if (suggestion is not null)
            return FileDiagnostics.DidYouMean(suggestion);
        return owner.Settings.IsEmpty ? "; it has none" : $"; it has {string.Join(", ", owner.Settings.Select(static s => s.Name))}";
    }

    private BoundSetting BindTunable(BoundSetting setting, RangeExpression range)
    {
        if (!setting.Schema.IsTunable)
        {
            var span = Text.TextSpan.FromBounds(setting.Syntax.Value.Span.End, range.Span.End);
            _file.Report(DiagnosticCatalog.NotTunable, range.Span, _file.Remove("Remove 'tunable'", span), setting.Schema.Name);
            return setting;
        }

        if (_values.BindTunable(range, setting.Schema.Shape) is not var (low, high))
            return setting;

        if (setting.Value is ConstantValue value && (value.Constant.Number < low.Number || value.Constant.Number > high.Number))
        {
            var nearest = value.Constant.Number < low.Number ? range.Low : range.High;
            _file.Report(DiagnosticCatalog.DefaultOutsideRange, setting.Syntax.Value.Span, _file.Replace(setting.Syntax.Value.Span, WithWindow(setting, _tree.Text.Slice(nearest.Span))), _tree.Text.Slice(setting.Syntax.Value.Span), _tree.Text.Slice(range.Span));
        }

        return setting with { TunableLow = low, TunableHigh = high };
    }

    /// <summary>The ends of <c>$50/day tunable $10..$100</c> need not repeat the window, but the default needs it.</summary>
    private static string WithWindow(BoundSetting setting, string end) =>
        setting.Syntax.Value is Literal { PerUnit: { } per } && setting.Schema.Shape.Kind == ShapeKind.MoneyPerWindow && !end.Contains('/') ? $"{end}/{per}" : end;

    private BoundSetting? BindPinnedFact(StatementSchema owner, Setting setting)
    {
        var path = new PathExpression(setting.Name, setting.NameSpan);
        if (FactTable.Find(setting.Name) is null && Spelling.Closest(setting.Name, owner.Settings.Select(static s => s.Name)) is { } close)
        {
            _file.Report(DiagnosticCatalog.UnknownSetting, setting.NameSpan, _file.Replace(setting.NameSpan, close), owner.Title, setting.Name, FileDiagnostics.DidYouMean(close));
            return null;
        }

        if (FactLookup.Find(_file, path, FactSubject.Request) is not { } fact)
            return null;

        var definition = fact.Definition;
        var shape = definition.Type switch
        {
            ValueType.Bool => ValueShape.Word("true", "false"),
            ValueType.Text => ValueShape.Quoted,
            var type => ValueShape.Of(type),
        };
        var schema = new SettingSchema(setting.Name, shape, definition.Documentation) { Example = "" };
        var value = definition.Type == ValueType.Enum ? BindEnumValue(setting.Value) : _values.Bind(setting.Value, shape);
        if (value is WordsValue { Syntax: var syntax } flag && definition.Type == ValueType.Bool)
            value = new ConstantValue(syntax, Constant.Of(ValueType.Bool, flag.Word is "true" ? 1 : 0));

        var bound = new BoundSetting(schema, setting, value, _tree.Text) { Fact = fact };
        return setting.Tunable is { } range ? BindTunable(bound, range) : bound;
    }

    private BoundValue BindEnumValue(Expression value) => value switch
    {
        PathExpression word => new ConstantValue(word, Constant.OfEnum(word.Path)),
        Literal { Token.Kind: TokenKind.String, PerUnit: null } text => new ConstantValue(text, Constant.OfEnum(text.Token.StringValue)),
        _ => _values.Bind(value, ValueShape.Quoted),
    };
}
