using OptPolicy.Language.Schema;

namespace OptPolicy.Language.Binding;

/// <summary>Resolves every name and binds every condition of one file, once each, where they are written.</summary>
internal sealed class NameResolver(FileScope file, Resolution resolution)
{
    public void Run()
    {
        foreach (var statement in file.File.Statements)
        {
            var policy = file.Policies.Find(p => p.Statement == statement);
            Visit(statement, new NameLookup(file, policy, resolution));
        }
    }

    private static void Visit(BoundStatement statement, NameLookup names)
    {
        foreach (var phrase in statement.Phrases)
        {
            foreach (var operand in phrase.Operands)
                Bind(operand.Value, operand.Schema.Shape, names);
        }

        foreach (var setting in statement.Settings)
            Bind(setting.Value, setting.Schema.Shape, names);
        foreach (var child in statement.Children)
            Visit(child, names);
    }

    private static void Bind(BoundValue value, ValueShape shape, NameLookup names)
    {
        switch (value)
        {
            // `extends` is resolved before everything else; `otherwise` is a rule that nobody declares.
            case NameValue name when shape.Kind == ShapeKind.Reference && shape.Refers != SymbolKinds.Policy && !(shape.Refers == SymbolKinds.Rule && name.Name is "otherwise"):
                names.Resolve(name.Path, shape.Refers);
                break;
            case ConditionValue condition when new ConditionBinder(names, shape.Subject).Bind(condition.Syntax) is { } bound:
                names.Resolution.Bind(condition.Syntax, bound);
                break;
        }
    }
}
