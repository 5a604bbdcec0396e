using Xunit.Abstractions;
using Xunit.Sdk;

namespace Signaling.TestKit;

/// <summary>
/// xunit's own framework, which first says which edition it tests: once for each test project, in every run.
/// Every test project names it (tests/Directory.Build.props).
/// </summary>
public sealed class EditionFramework : XunitTestFramework
{
    /// <summary>Called by xunit.</summary>
    public EditionFramework(IMessageSink messageSink)
        : base(messageSink) => messageSink.OnMessage(new DiagnosticMessage(Edition.Line));
}
