# The coach without the embedded model and without the web: what a server needs.
FROM python:3.13-slim
# Chinese letters, for formulas and tables that are sent as pictures; a second wall round programs
# that a model wrote, where the container may make namespaces.
RUN apt-get update && apt-get install -y --no-install-recommends bubblewrap fonts-wqy-microhei \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --create-home coach
WORKDIR /home/coach/app
COPY requirements/server.txt ./
RUN pip install --no-cache-dir --require-hashes -r server.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY seeds seeds
RUN pip install --no-cache-dir --no-deps .
USER coach
RUN mkdir -p /home/coach/data
CMD ["coach", "serve"]
