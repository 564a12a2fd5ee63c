namespace OptPolicy.Language.Diagnostics;

public static partial class DiagnosticCatalog
{
    public static readonly DiagnosticDescriptor IntentWithoutExamples = Error("OPT8040", "Intent without examples", "nothing is ever recognised as '{0}': it has no examples; add what users say when they mean it");

    public static readonly DiagnosticDescriptor ExampleOfTwoIntents = Error("OPT8041", "Example of two intents", "\"{0}\" is an example of '{1}' and of '{2}': no question can tell them apart by it; remove it from one of them");

    public static readonly DiagnosticDescriptor SecondIntentSet = Error("OPT8042", "Second set of intents", "a request has one intent, and '{0}' is the set of this file; move these intents there, or into a file of its own");

    public static readonly DiagnosticDescriptor IntentNamedNone = Error("OPT8043", "Intent named 'none'", "'none' is the intent of questions that are none of the others; rename this one");

    public static readonly DiagnosticDescriptor ExamplesBesideTraining = Warning("OPT8045", "Examples beside a trained set", "the set is trained, and nothing learns from these examples of '{0}'; add them to the labelled questions and run 'optpolicy train intents' again");

    public static readonly DiagnosticDescriptor SingleExample = Warning("OPT8044", "Intent with a single example", "one sentence hardly shows how users ask for '{0}'; add examples in other words");
}
