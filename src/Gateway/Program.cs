var builder = WebApplication.CreateSlimBuilder(args);
var app = builder.Build();

app.MapGet("/health/live", () => Results.Text("live"));

app.Run();
