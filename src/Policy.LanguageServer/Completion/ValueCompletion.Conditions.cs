using System.Collections.Immutable;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Syntax;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.LanguageServer.Completion;

internal sealed partial class ValueCompletion
{
    private void OfferCondition(FactSubject subject, ConditionState state)
    {
        switch (state.Slot)
        {
            case ConditionSlot.Operand:
                OfferFacts(subject);
                items.AddKeyword("not", "Holds when what follows does not.");
                foreach (var predicate in names.Where(static n => n.Kind == SymbolKinds.Extern))
                {
                    items.AddPredicate(predicate);
                }

                break;
            case ConditionSlot.AfterFact:
                OfferOperators(state.Fact is { } name ? FactTable.Find(name)?.Definition.Type : null);
                break;
            case ConditionSlot.Value:
                if (state.Fact is { } compared && FactTable.Find(compared) is { } fact)
                {
                    OfferConstants(fact);
                }

                break;
            default:
                OfferJunctions();
                break;
        }
    }

    private void OfferOperators(ValueType? type)
    {
        string[] operators = type switch
        {
            ValueType.Bool or null => [],
            ValueType.Enum => ["==", "!=", "in"],
            ValueType.Text => ["contains", "matches"],
            _ => ["<", "<=", ">", ">=", "==", "!=", "in"],
        };
        foreach (var symbol in operators)
        {
            items.AddKeyword(symbol, "Compares the fact with a constant.");
        }

        if (operators.Length == 0)
        {
            OfferJunctions();
        }
    }

    private void OfferJunctions()
    {
        items.AddKeyword("and", "Both must hold.");
        items.AddKeyword("or", "One must hold.");
    }

    private void OfferComparison(ValueShape shape, ImmutableArray<Token> before)
    {
        var state = ConditionState.Of(before);
        if (state.Slot == ConditionSlot.Operand)
        {
            OfferFunctions(shape, before);
        }
        else if (shape.Functions.FirstOrDefault(f => f.Name == state.Fact) is { } metric)
        {
            if (state.Slot == ConditionSlot.Value)
            {
                OfferQuantity(metric.Result, null);
            }
            else
            {
                OfferOperators(metric.Result);
            }
        }
    }
}
