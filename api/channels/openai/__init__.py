"""The part of the OpenAI API that chat clients use: models, and chat completions with quotations as annotations."""
