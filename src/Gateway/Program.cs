using System.Net.Sockets;
using Signaling.Gateway.Hosting;

if (args.Contains("--help") || args.Contains("-h"))
{
    Console.WriteLine(CommandLine.Help);
    return 0;
}

try
{
    await using var app = GatewayServer.Build(args);
    await app.RunAsync();
    return 0;
}
catch (ConfigurationException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
catch (SocketException e)
{
    await Console.Error.WriteLineAsync($"Cannot listen: {e.Message}. Choose another address: --urls http://127.0.0.1:8080");
    return 3;
}
catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
{
    await Console.Error.WriteLineAsync($"Cannot listen: {e.Message}\nAnother program has this address. Stop it, or choose another port: --port 8081");
    return 3;
}
