using Microsoft.CodeAnalysis;

namespace OptPolicy.Generator.Gate
{
    /// <summary>Hands over to the generator in the engine assembly.</summary>
    [Generator]
    public sealed class PolicyGeneratorGate : IIncrementalGenerator
    {
        public void Initialize(IncrementalGeneratorInitializationContext context)
        {
            if (EngineLoader.Load<IIncrementalGenerator>("OptPolicy.Generator.PolicyGenerator") is { } generator)
            {
                generator.Initialize(context);
            }
        }
    }
}
