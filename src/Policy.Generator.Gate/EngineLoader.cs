using System;
using System.Runtime.InteropServices;

namespace OptPolicy.Generator.Gate
{
    /// <summary>Loads the engine, which needs .NET 8 or later, into hosts that can run it.</summary>
    /// <remarks>The gate itself is netstandard2.0, so that every compiler host can load it and fail with a sentence instead of a stack trace.</remarks>
    internal static class EngineLoader
    {
        private const string EngineAssembly = "OptPolicy.Generator";

        /// <summary>Creates a type of the engine; <see langword="null"/> on a host that runs on .NET Framework.</summary>
        public static T? Load<T>(string typeName)
            where T : class
        {
            if (RuntimeInformation.FrameworkDescription.StartsWith(".NET Framework", StringComparison.Ordinal))
            {
                return null;
            }

            var type = Type.GetType(typeName + ", " + EngineAssembly, throwOnError: true);
            return (T)Activator.CreateInstance(type)!;
        }
    }
}
