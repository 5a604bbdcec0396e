using System.Diagnostics;
using Signaling.Gateway.Hosting;

namespace Signaling.Gateway.Tests.Hosting;

/// <summary>The gateway as a process of its own.</summary>
internal static class GatewayProgram
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static Process Start(DirectoryInfo folder, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(GatewayServer).Assembly.Location, .. args, $"--Signaling:TicketKeyFile={folder.FullName}/ticket.key"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    /// <summary>Where it says that it listens.</summary>
    public static async Task<string> AddressAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            if (line.IndexOf("http://", StringComparison.Ordinal) is > 0 and var at) return line[at..].Trim();
        }

        throw new InvalidOperationException(await process.StandardError.ReadToEndAsync());
    }
}
